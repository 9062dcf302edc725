using MusicRec.Numerics;

namespace MusicRec.Hybrid;

/// <summary>The constraints of <see cref="MetricLearningToRank"/>: for every query the ranking of all other items that is worst for a metric.
/// </summary>
internal sealed class MetricRankings
{
    private const int QueriesPerChunk = 16;

    private readonly Matrix _items;
    private readonly int[] _queries;
    private readonly IReadOnlyList<int[]> _relevant;
    private readonly MetricLoss _loss;

    public MetricRankings(Matrix features, IReadOnlyList<int[]> relevant, MetricLearningToRankOptions options)
    {
        int n = features.Rows;
        int[] queries = [.. Enumerable.Range(0, n).Where(item =>
        {
            foreach (int other in Require.NotNull(relevant[item], nameof(relevant))) Require.Index(other, n, nameof(relevant));
            int near = relevant[item].Where(other => other != item).Distinct().Count();
            return near > 0 && near < n - 1;
        })];
        if (queries.Length == 0) throw new MusicRecException("No item has both relevant items and others; there is nothing to learn from.");
        var random = new CounterRandom(options.Seed, Stream: 77);
        if (queries.Length > options.Queries)
            queries = [.. queries.OrderBy(item => random.Bits((ulong)item)).ThenBy(item => item).Take(options.Queries).Order()];
        Scale = 1 / Math.Sqrt(MeanSquaredDistance(features));
        if (!double.IsFinite(Scale)) throw new MusicRecException("All items have the same features; no metric can tell them apart.");
        (_items, _queries, _relevant, _loss) = (new Matrix(n, features.Columns), queries, relevant, options.Loss);
        for (int i = 0; i < n; i++)
            for (int c = 0; c < features.Columns; c++) _items.Row(i)[c] = (float)(Scale * features[i][c]);
    }

    /// <summary>What features are multiplied by.</summary>
    public double Scale { get; }

    /// <summary>The sum over queries of the constraint that a metric violates most: the mean loss, and the mean of
    /// psi(right ranking) - psi(worst ranking), [features, features].</summary>
    public (double Loss, double[] Constraint) MostViolated(double[] metric, int threads, CancellationToken cancel)
    {
        int n = _items.Rows, d = _items.Columns, chunks = (_queries.Length + QueriesPerChunk - 1) / QueriesPerChunk;
        var losses = new double[chunks];
        var (crosses, moved) = (new double[chunks][], new double[chunks][]);
        double[][] mapped = Mapped(metric); // W x_i
        double[] norms = [.. Enumerable.Range(0, n).Select(i => Inner(_items[i], mapped[i]))]; // x_i' W x_i
        WorkerTeam.Shared.Run(chunks, threads, (chunk, _) =>
        {
            var (scores, weights, cross) = (new double[n], new double[n], new double[d * d]);
            moved[chunk] = new double[n];
            foreach (int query in _queries.AsSpan(chunk * QueriesPerChunk, Math.Min(QueriesPerChunk, _queries.Length - chunk * QueriesPerChunk)))
            {
                for (int i = 0; i < n; i++) scores[i] = -(norms[query] + norms[i] - 2 * Inner(_items[i], mapped[query]));
                int[] near = [.. _relevant[query].Where(other => other != query).Distinct()];
                losses[chunk] += WorstRanking.Find(_loss, scores, query, near, weights);
                AddOuter(_items[query], Sum(weights), cross);
                for (int i = 0; i < n; i++) moved[chunk][i] += weights[i];
            }
            crosses[chunk] = cross;
        }, cancel);

        // psi = sum_i w_i phi_i with phi_i = -(q - x_i)(q - x_i)', and sum_i w_i = 0: q m' + m q' - sum_i w_i x_i x_i', m = sum_i w_i x_i.
        var total = new double[d * d];
        foreach (double[] cross in crosses)
            for (int r = 0; r < d; r++)
                for (int c = 0; c < d; c++) total[r * d + c] += cross[r * d + c] + cross[c * d + r];
        var row = new double[d];
        for (int i = 0; i < n; i++)
        {
            double weight = moved.Sum(part => part[i]);
            if (weight == 0) continue;
            for (int c = 0; c < d; c++) row[c] = -weight * _items[i][c];
            AddOuter(_items[i], row, total);
        }
        for (int e = 0; e < total.Length; e++) total[e] /= _queries.Length;
        return (losses.Sum() / _queries.Length, total);
    }

    private double[] Sum(double[] weights)
    {
        var sum = new double[_items.Columns];
        for (int i = 0; i < weights.Length; i++)
        {
            if (weights[i] == 0) continue;
            var item = _items[i];
            for (int c = 0; c < sum.Length; c++) sum[c] += weights[i] * item[c];
        }
        return sum;
    }

    private static void AddOuter(ReadOnlySpan<float> x, double[] y, double[] sum)
    {
        for (int r = 0; r < x.Length; r++)
        {
            var to = sum.AsSpan(r * y.Length, y.Length);
            for (int c = 0; c < y.Length; c++) to[c] += x[r] * y[c];
        }
    }

    private double[][] Mapped(double[] metric)
    {
        int d = _items.Columns;
        var mapped = new double[_items.Rows][];
        for (int i = 0; i < mapped.Length; i++)
        {
            mapped[i] = new double[d];
            for (int c = 0; c < d; c++) mapped[i][c] = Inner(_items[i], metric.AsSpan(c * d, d));
        }
        return mapped;
    }

    private static double Inner(ReadOnlySpan<float> x, ReadOnlySpan<double> y)
    {
        double sum = 0;
        for (int c = 0; c < x.Length; c++) sum += x[c] * y[c];
        return sum;
    }

    // 2 (mean |x|^2 - |mean x|^2), over all ordered pairs.
    private static double MeanSquaredDistance(Matrix features)
    {
        var mean = new double[features.Columns];
        double squares = 0;
        for (int i = 0; i < features.Rows; i++)
        {
            for (int c = 0; c < mean.Length; c++)
            {
                mean[c] += (double)features[i][c] / features.Rows;
                squares += (double)features[i][c] * features[i][c] / features.Rows;
            }
        }
        double spread = squares - mean.Sum(m => m * m);
        return spread > 1e-12 * squares ? 2 * spread : 0;
    }
}
