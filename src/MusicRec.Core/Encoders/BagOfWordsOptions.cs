namespace MusicRec.Encoders;

/// <summary>Settings of <see cref="BagOfWords"/>. Defaults: van den Oord, Dieleman, Schrauwen 2013.</summary>
public sealed record BagOfWordsOptions
{
    /// <summary>Words of the codebook. Default 4000.</summary>
    public int Codewords { get; init => field = Require.Between(value, 1, 1 << 20); } = 4000;

    /// <summary>Both derivatives of the 13 MFCC beside them. Default true.</summary>
    public bool Derivatives { get; init; } = true;

    /// <summary>True: counts of words; false: shares, which sum to 1. The paper counts; whether PCA sees counts or shares it does not say.
    /// Default true.</summary>
    public bool Counts { get; init; } = true;

    /// <summary>Share of the variance that principal components keep; null for no components. Default 0.95.</summary>
    public double? Variance { get; init => field = value is { } share ? Require.Between(share, double.Epsilon, 1, nameof(Variance)) : null; } = 0.95;

    /// <summary>Frames, drawn from all, that the codebook is learnt from. Default 200,000.</summary>
    public int LearningFrames { get; init => field = Require.Positive(value); } = 200_000;

    /// <summary>Most sweeps of k-means. Default 20.</summary>
    public int Iterations { get; init => field = Require.Positive(value); } = 20;

    /// <summary>Same seed, same bits.</summary>
    public ulong Seed { get; init; }

    /// <summary>Threads; 0 (default) for all cores. The result does not depend on it.</summary>
    public int Threads { get; init => field = Require.NotNegative(value); }

    /// <summary>Liang, Zhan, Ellis 2015: 1024 words of frames without derivatives, shares, no components.</summary>
    public static BagOfWordsOptions Liang2015 => new() { Codewords = 1024, Derivatives = false, Counts = false, Variance = null };
}
