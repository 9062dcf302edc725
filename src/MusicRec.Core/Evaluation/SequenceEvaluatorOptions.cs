namespace MusicRec.Evaluation;

/// <summary>What an evaluation of sequence models computes and how.</summary>
public sealed record SequenceEvaluatorOptions
{
    /// <summary>Metrics of each case's list. Default: hit rate and reciprocal rank at 20.</summary>
    public IReadOnlyList<IMetric> Metrics { get; init => field = Require.NotNull(value); } = [new HitRate(20), new ReciprocalRank(20)];

    /// <summary>Metrics of all lists together. Default: none.</summary>
    public IReadOnlyList<ICatalogueMetric> CatalogueMetrics { get; init => field = Require.NotNull(value); } = [];

    /// <summary>What is relevant after a prefix. Default: the next event.</summary>
    public SequenceProtocol Protocol { get; init => field = Require.Defined(value); }

    /// <summary>Where the next item stands among items of the same score. Default last. <see cref="TiePolicy.Mean"/> needs
    /// <see cref="SequenceProtocol.NextItem"/>.</summary>
    public TiePolicy Ties { get; init => field = Require.Defined(value); }

    /// <summary>Bootstrap samples of whole sequences behind the confidence intervals; 0 leaves the intervals out. Default 1000.</summary>
    public int Resamples { get; init => field = Require.NotNegative(value); } = 1000;

    /// <summary>Coverage of the confidence intervals, in (0, 1). Default 0.95.</summary>
    public double Level { get; init => field = Require.Fraction(value); } = 0.95;

    /// <summary>Seed of the bootstrap.</summary>
    public ulong Seed { get; init; }

    /// <summary>Threads to use; 0 (default) uses all cores. The result does not depend on it.</summary>
    public int Threads { get; init => field = Require.NotNegative(value); }
}
