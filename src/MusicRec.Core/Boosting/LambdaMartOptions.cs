namespace MusicRec.Boosting;

/// <summary>What a pair of rows in the wrong order costs.</summary>
public enum PairWeight
{
    /// <summary>Every pair the same, as XGBoost's rank:pairwise (MART on RankNet's loss).</summary>
    Equal,

    /// <summary>The change of NDCG when the two change places (LambdaMART).</summary>
    Ndcg,
}

/// <summary>Settings of <see cref="LambdaMart"/>.</summary>
public sealed record LambdaMartOptions
{
    /// <summary>Number of trees. Default 150.</summary>
    public int Trees { get; init => field = Require.Positive(value); } = 150;

    /// <summary>Splits from the root to a leaf, at most. Default 6.</summary>
    public int Depth { get; init => field = Require.Between(value, 1, 16); } = 6;

    /// <summary>Share of a tree's prediction that is added. Default 0.1.</summary>
    public double LearningRate { get; init => field = Require.Positive(value); } = 0.1;

    /// <summary>Share of the features that each tree sees, in (0, 1], drawn by the seed. Default 0.6.</summary>
    public double FeatureShare { get; init => field = value == 1 ? 1 : Require.Fraction(value); } = 0.6;

    /// <summary>Added to the summed second derivatives of a leaf. Default 1.</summary>
    public double Lambda { get; init => field = Require.NotNegative(value); } = 1;

    /// <summary>Least rows of a leaf. Default 20.</summary>
    public int LeastRows { get; init => field = Require.Positive(value); } = 20;

    /// <summary>Intervals into which a feature's values are sorted. Default 64.</summary>
    public int Bins { get; init => field = Require.Between(value, 2, 256); } = 64;

    /// <summary>What a pair costs. Default the change of NDCG.</summary>
    public PairWeight Weight { get; init => field = Require.Defined(value); } = PairWeight.Ndcg;

    /// <summary>Seed of the features' draws.</summary>
    public ulong Seed { get; init; }

    /// <summary>Threads to use, or 0 for all cores. The result does not depend on it.</summary>
    public int Threads { get; init => field = Require.NotNegative(value); }
}
