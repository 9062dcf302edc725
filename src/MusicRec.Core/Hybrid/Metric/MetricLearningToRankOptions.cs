namespace MusicRec.Hybrid;

/// <summary>The loss of a ranking of items around a query that <see cref="MetricLearningToRank"/> bounds from above.</summary>
public enum MetricLoss
{
    /// <summary>The share of pairs of a relevant and another item in wrong order: 1 - AUC.</summary>
    Auc,

    /// <summary>1 - average precision.</summary>
    AveragePrecision,
}

/// <summary>Settings of <see cref="MetricLearningToRank"/>.</summary>
public sealed record MetricLearningToRankOptions
{
    /// <summary>The loss. Default <see cref="MetricLoss.AveragePrecision"/>.</summary>
    public MetricLoss Loss { get; init => field = Require.Defined(value); } = MetricLoss.AveragePrecision;

    /// <summary>Weight lambda of |W|^2 / 2, for features scaled to a mean squared distance of 1. Default 1e-4.</summary>
    public double Lambda { get; init => field = Require.Positive(value); } = 1e-4;

    /// <summary>Items that count as relevant to an item: those with the most similar listeners. Default 10.</summary>
    public int Relevant { get; init => field = Require.Positive(value); } = 10;

    /// <summary>Most items that are queries; of more, so many are drawn. Default 1,000.</summary>
    public int Queries { get; init => field = Require.Positive(value); } = 1000;

    /// <summary>Most steps. Default 100.</summary>
    public int Steps { get; init => field = Require.Positive(value); } = 100;

    /// <summary>The fit ends where the objective is proven to lie within this share of its least value. Default 0.01.</summary>
    public double Tolerance { get; init => field = Require.Positive(value); } = 0.01;

    /// <summary>Seed of the draw of queries.</summary>
    public ulong Seed { get; init; }

    /// <summary>Threads to use, or 0 for all cores. The result does not depend on it.</summary>
    public int Threads { get; init => field = Require.NotNegative(value); }
}
