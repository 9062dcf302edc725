namespace MusicRec.Data;

/// <summary>The sizes of <see cref="SyntheticTasteProfile"/>, as fractions of the Million Song Dataset's taste profile.</summary>
public enum TasteProfileScale
{
    /// <summary>1,019,318 users x 384,546 items, 48,567,295 entries.</summary>
    Full = 1,

    /// <summary>101,932 users x 38,454 items, 4,407,191 entries.</summary>
    Tenth = 10,

    /// <summary>10,193 users x 3,845 items, 325,173 entries.</summary>
    Hundredth = 100,
}
