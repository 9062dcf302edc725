namespace MusicRec.Audio;

/// <summary>Analysis windows, by their periodic formulas: a window of n values is the first n of the symmetric one of n + 1.</summary>
public enum WindowShape
{
    /// <summary>0.5 - 0.5 cos(2 pi t / n).</summary>
    Hann = 0,

    /// <summary>0.54 - 0.46 cos(2 pi t / n).</summary>
    Hamming = 1,

    /// <summary>0.42 - 0.5 cos(2 pi t / n) + 0.08 cos(4 pi t / n).</summary>
    Blackman = 2,

    /// <summary>1 everywhere.</summary>
    Rectangular = 3,

    /// <summary>Hann to the power 0.85, as Kaldi's default ('povey').</summary>
    Povey = 4,
}
