using MusicRec.Numerics;

namespace MusicRec.Evaluation;

/// <summary>Percentile bootstrap over users (Efron 1979): users are drawn with replacement, means are taken again, their quantiles are the interval.
/// One draw of users serves all metrics. Draw i of sample b is a pure function of seed, b and i.</summary>
internal static class Bootstrap
{
    private const int SamplesPerChunk = 25;

    /// <summary>One interval a metric.</summary>
    public static Interval[] Intervals(IReadOnlyList<MetricResult> metrics, EvaluatorOptions options, CancellationToken cancel)
    {
        int n = metrics.Count == 0 ? 0 : metrics[0].PerUser.Length, samples = options.Resamples;
        if (n == 0 || samples == 0) return new Interval[metrics.Count];
        double[] sums = Interleave(metrics, n);
        var means = new double[metrics.Count][];
        for (int m = 0; m < means.Length; m++) means[m] = new double[samples];
        WorkerTeam.Shared.Run((samples + SamplesPerChunk - 1) / SamplesPerChunk, WorkerTeam.Threads(options.Threads), (chunk, _) =>
        {
            var sample = new double[2 * means.Length];
            for (int b = chunk * SamplesPerChunk; b < Math.Min(samples, (chunk + 1) * SamplesPerChunk); b++)
            {
                Draw(sums, n, new CounterRandom(options.Seed, (ulong)b), sample);
                for (int m = 0; m < means.Length; m++) means[m][b] = sample[2 * m + 1] > 0 ? sample[2 * m] / sample[2 * m + 1] : 0;
            }
        }, cancel);
        return [.. means.Select(values => Percentiles(values, options.Level))];
    }

    /// <summary>[n, 2 metrics]: weight x value, weight.</summary>
    private static double[] Interleave(IReadOnlyList<MetricResult> metrics, int n)
    {
        var sums = new double[n * 2 * metrics.Count];
        for (int m = 0; m < metrics.Count; m++)
        {
            ReadOnlySpan<double> values = metrics[m].PerUser, weights = metrics[m].Weights;
            for (int u = 0; u < n; u++)
            {
                sums[u * 2 * metrics.Count + 2 * m] = weights[u] * values[u];
                sums[u * 2 * metrics.Count + 2 * m + 1] = weights[u];
            }
        }
        return sums;
    }

    private static void Draw(double[] sums, int n, CounterRandom random, Span<double> sample)
    {
        sample.Clear();
        for (int i = 0; i < n; i++)
        {
            ReadOnlySpan<double> user = sums.AsSpan(random.Below((ulong)i, n) * sample.Length, sample.Length);
            for (int c = 0; c < user.Length; c++) sample[c] += user[c];
        }
    }

    private static Interval Percentiles(double[] means, double level)
    {
        Array.Sort(means);
        return new(Quantile(means, (1 - level) / 2), Quantile(means, (1 + level) / 2));
    }

    /// <summary>Linear between order statistics (type 7 of Hyndman and Fan 1996).</summary>
    private static double Quantile(double[] sorted, double share)
    {
        double at = share * (sorted.Length - 1);
        int low = (int)at;
        return low + 1 < sorted.Length ? sorted[low] + (at - low) * (sorted[low + 1] - sorted[low]) : sorted[low];
    }
}
