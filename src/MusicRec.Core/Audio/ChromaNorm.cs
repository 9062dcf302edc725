namespace MusicRec.Audio;

/// <summary>How a frame of chroma is normalised. A frame of zeros stays.</summary>
public enum ChromaNorm
{
    /// <summary>Left as it is.</summary>
    None = 0,

    /// <summary>Divided by its largest absolute value: librosa's default.</summary>
    Max = 1,

    /// <summary>Divided by the sum of absolute values.</summary>
    Sum = 2,

    /// <summary>Divided by the Euclidean length.</summary>
    Euclidean = 3,
}
