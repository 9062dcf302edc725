namespace MusicRec.Collaborative;

/// <summary>Settings of <see cref="ItemKnn"/>.</summary>
public sealed record ItemKnnOptions
{
    /// <summary>Neighbours kept of each item, the item itself among them; at least 1.</summary>
    public int Neighbors { get; init => field = Require.Positive(value); } = 500;

    /// <summary>How items are compared.</summary>
    public ItemWeighting Weighting { get; init => field = Require.Defined(value); } = ItemWeighting.Cosine;

    /// <summary>What the comparison reads an entry as.</summary>
    public PlayTransform Transform { get; init => field = Require.Defined(value); } = PlayTransform.Log;

    /// <summary>What the listener's own entries count as when items are scored.</summary>
    public PlayTransform Query { get; init => field = Require.Defined(value); } = PlayTransform.Log;

    /// <summary>Normalises the query by item: score_j is divided by (sum_i s_ij)^this. 0 leaves it out, 1 makes it a weighted mean of the listener's
    /// entries.</summary>
    public double QueryNormalization { get; init => field = Require.Between(value, 0, 1); }

    /// <summary>Shrinkage h: a similarity that rests on n common listeners is multiplied by n / (n + h). At least 0.</summary>
    public double Shrinkage { get; init => field = Require.NotNegative(value); }

    /// <summary>BM25's saturation K1, above 0.</summary>
    public double K1 { get; init => field = Require.Positive(value); } = 100;

    /// <summary>BM25's length normalisation B, from 0 to 1.</summary>
    public double B { get; init => field = Require.Between(value, 0, 1); } = 0.5;

    /// <summary>Threads to use, or 0 for all cores; the result is the same.</summary>
    public int Threads { get; init => field = Require.NotNegative(value); }
}
