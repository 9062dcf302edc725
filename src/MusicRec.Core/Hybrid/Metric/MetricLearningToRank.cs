using MusicRec.Collaborative;
using MusicRec.Data;
using MusicRec.Numerics;

namespace MusicRec.Hybrid;

/// <summary>Metric learning to rank (McFee and Lanckriet 2010): a distance on content, (x - y)' W (x - y) with W positive semidefinite, under which
/// the items nearest to an item are those with the same listeners. A structural support vector machine, solved by Frank and Wolfe's method in
/// the dual. See docs/methods/metric-learning-to-rank.md.</summary>
/// <param name="options">Null for the defaults.</param>
public sealed class MetricLearningToRank(MetricLearningToRankOptions? options = null)
{
    /// <summary>The settings.</summary>
    public MetricLearningToRankOptions Options { get; } = options ?? new();

    /// <summary>Learns from plays: relevant to an item are those whose listeners are nearest to its own, by cosine.</summary>
    /// <param name="features">Features of the items, [items, features].</param>
    /// <param name="plays">Plays of the same items; those without any are not learned from.</param>
    /// <param name="progress">Told after every step; Loss is the objective, Validation what it lies above its least value at most.</param>
    /// <param name="cancel">Stops the fit.</param>
    /// <returns>A map into a space where plain Euclidean distance is the one learned.</returns>
    /// <exception cref="ArgumentException">The features have other rows, or are not finite.</exception>
    /// <exception cref="MusicRecException">No item has a relevant one.</exception>
    public LinearMap Fit(Matrix features, Interactions plays, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default)
    {
        Features.Check(features, Require.NotNull(plays).Items, nameof(features));
        int[] played = [.. Enumerable.Range(0, plays.Items).Where(item => plays.ByItem.RowCount(item) > 0)];
        var near = new ItemKnn(new() { Neighbors = Options.Relevant + 1, Threads = Options.Threads }).Fit(plays, cancel: cancel);
        var row = new int[plays.Items];
        for (int r = 0; r < played.Length; r++) row[played[r]] = r;
        int[][] relevant = [.. played.Select(item => near.NeighborsOf(item).ToArray().Select(other => row[other]).Order().ToArray())];
        return Fit(Features.Select(features, played), relevant, progress, cancel);
    }

    /// <summary>Learns from lists of relevant items.</summary>
    /// <param name="features">Features of the items, [items, features].</param>
    /// <param name="relevant">Of every item, those that belong near to it; empty where nothing is known.</param>
    /// <param name="progress">Told after every step; Loss is the objective, Validation what it lies above its least value at most.</param>
    /// <param name="cancel">Stops the fit.</param>
    /// <returns>A map into a space where plain Euclidean distance is the one learned.</returns>
    /// <exception cref="ArgumentException">Features and lists differ in number, or the features are not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A list names an item that is not there.</exception>
    /// <exception cref="MusicRecException">No item has both relevant items and others, or all items are alike.</exception>
    public LinearMap Fit(
        Matrix features, IReadOnlyList<int[]> relevant, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default)
    {
        Features.Check(features, Require.NotNull(relevant).Count, nameof(features));
        var rankings = new MetricRankings(features, relevant, Options);
        int n = features.Columns, threads = WorkerTeam.Threads(Options.Threads);
        var (sum, bound) = (new double[n * n], 0.0); // G and L: the convex combination of constraints so far
        var metric = new SemidefinitePart(sum, n, Options.Lambda, threads);
        for (int step = 1; step <= Options.Steps; step++)
        {
            var (loss, worst) = rankings.MostViolated(metric.Matrix, threads, cancel);
            double squares = Options.Lambda * Product(metric.Matrix, metric.Matrix);
            double objective = squares / 2 + loss - Product(metric.Matrix, worst), gap = objective - (bound - squares / 2);
            progress?.Report(new(step, Options.Steps, objective, gap, double.NaN));
            if (gap <= Options.Tolerance * objective) break;
            double share = LineSearch(sum, bound, worst, loss, threads, cancel);
            for (int i = 0; i < sum.Length; i++) sum[i] += share * (worst[i] - sum[i]);
            bound += share * (loss - bound);
            metric = new SemidefinitePart(sum, n, Options.Lambda, threads);
        }
        return metric.Map(rankings.Scale);
    }

    // The dual, L - |(G)+|^2 / (2 lambda), is concave along the way to the new constraint: its slope falls, and is halved in on.
    private double LineSearch(double[] sum, double bound, double[] worst, double loss, int threads, CancellationToken cancel)
    {
        int n = (int)Math.Sqrt(sum.Length);
        double low = 0, high = 1;
        for (int round = 0; round < 8; round++)
        {
            cancel.ThrowIfCancellationRequested();
            double share = (low + high) / 2;
            double[] moved = [.. sum.Zip(worst, (from, to) => from + share * (to - from))];
            double[] metric = new SemidefinitePart(moved, n, Options.Lambda, threads).Matrix;
            double slope = loss - bound - (Product(metric, worst) - Product(metric, sum));
            if (slope > 0) low = share;
            else high = share;
        }
        return (low + high) / 2;
    }

    private static double Product(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
