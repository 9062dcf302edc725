using MusicRec.Ranking;

namespace MusicRec.Evaluation;

/// <summary>What an evaluation computes and how.</summary>
public sealed record EvaluatorOptions
{
    /// <summary>Metrics of each user's list. Default: NDCG at 10 and 100, MAP, recall and MRR at 10.</summary>
    public IReadOnlyList<IMetric> Metrics { get; init => field = Require.NotNull(value); } =
        [new Ndcg(10), new Ndcg(100), new AveragePrecision(10), new Recall(10), new ReciprocalRank(10)];

    /// <summary>Metrics of each user's whole score vector; they cost a second pass over the scores. Default: none.</summary>
    public IReadOnlyList<IScoreMetric> ScoreMetrics { get; init => field = Require.NotNull(value); } = [];

    /// <summary>Metrics of all lists together. Default: none.</summary>
    public IReadOnlyList<ICatalogueMetric> CatalogueMetrics { get; init => field = Require.NotNull(value); } = [];

    /// <summary>Only these items are ranked, such as the cold items of a cold-item split; null ranks all.</summary>
    public ItemMask? Candidates { get; init; }

    /// <summary>Leave a user's training items out of the ranking. Default true; set it to false to judge what is listened to again.</summary>
    public bool ExcludeTraining { get; init; } = true;

    /// <summary>Evaluate even where test pairs stand in training. Default false: such a split is refused.</summary>
    public bool AllowLeakage { get; init; }

    /// <summary>Bootstrap samples behind the confidence intervals; 0 leaves the intervals out. Default 1000.</summary>
    public int Resamples { get; init => field = Require.NotNegative(value); } = 1000;

    /// <summary>Coverage of the confidence intervals, in (0, 1). Default 0.95.</summary>
    public double Level { get; init => field = Require.Fraction(value); } = 0.95;

    /// <summary>Seed of the bootstrap.</summary>
    public ulong Seed { get; init; }

    /// <summary>Threads to use; 0 (default) uses all cores. The result does not depend on it.</summary>
    public int Threads { get; init => field = Require.NotNegative(value); }
}
