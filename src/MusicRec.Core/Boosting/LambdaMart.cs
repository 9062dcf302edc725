using MusicRec.Numerics;

namespace MusicRec.Boosting;

/// <summary>Learns to rank the rows of queries by gradient-boosted trees: LambdaMART (Wu, Burges, Svore, Gao 2010), or plain pairwise boosting. On
/// histograms, with second derivatives; same seed, same bits at any number of threads. See docs/methods/lambda-mart.md.</summary>
/// <param name="options">Null for the defaults.</param>
public sealed class LambdaMart(LambdaMartOptions? options = null)
{
    /// <summary>The settings.</summary>
    public LambdaMartOptions Options { get; } = options ?? new();

    /// <summary>Fits the trees.</summary>
    /// <param name="data">Queries; those whose rows are all of one relevance teach nothing.</param>
    /// <param name="progress">Gets the mean pairwise loss of a row before each tree.</param>
    /// <param name="cancel">Stops the fit with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="MusicRecException">No query has two rows of different relevance.</exception>
    public LambdaMartModel Fit(RankingData data, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default)
    {
        Require.NotNull(data);
        if (!Enumerable.Range(0, data.Queries).Any(q => Differ(data.Relevance[data.Offsets[q]..data.Offsets[q + 1]])))
            throw new MusicRecException($"None of the {data.Queries} queries has rows of different relevance; there is no order to learn.");
        int threads = WorkerTeam.Threads(Options.Threads), features = data.Features.Columns;
        var bins = new FeatureBins(data.Features, Options.Bins, threads, cancel);
        var gradients = new PairGradients(data, Options.Weight, threads);
        var grower = new TreeGrower(bins, Options, threads);
        var (forest, scores) = (new Forest(features), new double[data.Features.Rows]);
        for (int tree = 0; tree < Options.Trees; tree++)
        {
            double loss = gradients.Run(scores, progress is not null, cancel);
            grower.Grow(gradients.First, gradients.Second, Drawn(features, tree), forest, scores, cancel);
            progress?.Report(new(tree + 1, Options.Trees, loss, double.NaN, double.NaN));
        }
        return new(features, forest.Roots, forest.Feature, forest.Threshold, forest.Left, forest.Gains);
    }

    private int[] Drawn(int features, int tree)
    {
        var random = new CounterRandom(Options.Seed, (ulong)tree);
        int keep = Math.Max(1, (int)Math.Round(Options.FeatureShare * features));
        return [.. Enumerable.Range(0, features).OrderBy(f => random.Bits((ulong)f)).Take(keep).Order()];
    }

    private static bool Differ(ReadOnlySpan<float> relevance) => !relevance.IsEmpty && relevance.ContainsAnyExcept(relevance[0]);
}
