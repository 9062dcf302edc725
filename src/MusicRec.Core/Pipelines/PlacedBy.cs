namespace MusicRec.Pipelines;

/// <summary>What an item's factors were made of.</summary>
public enum PlacedBy
{
    /// <summary>Its plays.</summary>
    Plays,

    /// <summary>Its content: nobody had played it.</summary>
    Content,

    /// <summary>The mean of all played items: nobody had played it, and its content could not be used.</summary>
    Fallback,
}
