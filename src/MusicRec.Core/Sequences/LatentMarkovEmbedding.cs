using MusicRec.Kernels;
using MusicRec.Numerics;

namespace MusicRec.Sequences;

/// <summary>Settings of <see cref="LatentMarkovEmbedding"/>.</summary>
public sealed record LatentMarkovEmbeddingOptions
{
    /// <summary>Dimensions of the space, 1 to 1024. Default 32.</summary>
    public int Dimensions { get; init => field = Require.Between(value, 1, 1024); } = 32;

    /// <summary>Two points an item, one entered and one left by (default), or one point, whose transitions have no direction.</summary>
    public bool DualPoint { get; init; } = true;

    /// <summary>Passes; each takes every transition once, in random order. Default 20.</summary>
    public int Epochs { get; init => field = Require.Positive(value); } = 20;

    /// <summary>Step size of the first epoch; it falls linearly to a tenth in the last. Default 0.1.</summary>
    public double LearningRate { get; init => field = Require.Positive(value); } = 0.1;

    /// <summary>Weight lambda of the squared lengths of the points that a transition touches. Default 0.001.</summary>
    public double Regularization { get; init => field = Require.NotNegative(value); } = 0.001;

    /// <summary>Weight nu of the squared distance from an item's entry to its exit, for two points. Default 0.</summary>
    public double SelfDistance { get; init => field = Require.NotNegative(value); }

    /// <summary>Other items drawn for each transition, by their events to the power 0.75, for a sampled softmax with the correction - ln Q;
    /// 0 sums over all items, as the paper does. Default 64.</summary>
    public int Negatives { get; init => field = Require.Between(value, 0, 10000); } = 64;

    /// <summary>Same seed, same bits.</summary>
    public ulong Seed { get; init; }
}

/// <summary>Latent Markov embedding (Chen, Moore, Turnbull, Joachims, KDD 2012): P(j | last item l) = exp(-|u_j - v_l|^2 + b_j) / sum over k of
/// exp(-|u_k - v_l|^2 + b_k), entry points u and exit points v in one space, popularity b; maximum likelihood by stochastic gradient with the
/// penalty lambda (|u|^2 + |v|^2) + nu |u_i - v_i|^2. Steps are serial, in an order that the seed fixes.</summary>
public sealed unsafe class LatentMarkovEmbedding
{
    private const int StepsPerCheck = 1 << 12;
    private const double Power = 0.75;
    private readonly LatentMarkovEmbeddingOptions _options;

    /// <summary>Chooses the settings.</summary>
    public LatentMarkovEmbedding(LatentMarkovEmbeddingOptions? options = null) => _options = options ?? new();

    /// <summary>Learns the points. O(transitions x epochs x candidates x dimensions). The loss reported is the mean of -ln P over the candidates,
    /// without the penalty.</summary>
    /// <returns>A model whose scores are ln P(j | l) but for a constant of the row.</returns>
    /// <exception cref="MusicRecException">No sequence has two events.</exception>
    public MarkovFactorModel Fit(ItemSequences data, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default)
    {
        var transitions = Transitions.Of(Require.NotNull(data));
        int d = _options.Dimensions;
        var entries = Start(data.Items, d, stream: 1);
        var exits = _options.DualPoint ? Start(data.Items, d, stream: 2) : entries;
        var bias = new float[data.Items];
        var negatives = _options.Negatives > 0 && data.Items > 1 ? new AliasSampler(transitions.Counts, Power) : null;
        for (int epoch = 0; epoch < _options.Epochs; epoch++)
        {
            long start = System.Diagnostics.Stopwatch.GetTimestamp();
            double loss = Epoch(transitions, entries, exits, bias, negatives, epoch, cancel);
            double seconds = System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds;
            progress?.Report(new(epoch + 1, _options.Epochs, loss, double.NaN, transitions.Count / seconds));
        }
        var products = new Matrix(data.Items, d + 1); // -|u - v|^2 + b = 2 u.v + (b - |u|^2) - |v|^2, the last the same for all j
        for (int i = 0; i < data.Items; i++)
        {
            double square = 0;
            for (int k = 0; k < d; k++)
            {
                products.Row(i)[k] = 2 * entries[i][k];
                square += (double)entries[i][k] * entries[i][k];
            }
            products.Row(i)[d] = (float)(bias[i] - square);
        }
        return new(data.ItemIds, products, exits, null, null);
    }

    private double Epoch(Transitions transitions, Matrix entries, Matrix exits, float[] bias, AliasSampler? negatives, int epoch,
        CancellationToken cancel)
    {
        var random = new CounterRandom(_options.Seed, 16 + (ulong)epoch);
        int[] order = transitions.Shuffled(_options.Seed, epoch);
        int others = negatives is null ? entries.Rows : _options.Negatives;
        float rate = (float)(_options.LearningRate * (1 - 0.9 * epoch / Math.Max(_options.Epochs - 1, 1)));
        double[] correction = negatives is null ? new double[entries.Rows] : LogShares(transitions.Counts);
        var (candidates, logits, pull) = (new int[others + 1], new double[others + 1], new Matrix(1, _options.Dimensions));
        double loss = 0;
        for (int t = 0; t < order.Length; t++)
        {
            if (t % StepsPerCheck == 0) cancel.ThrowIfCancellationRequested();
            var (_, from, to) = transitions[order[t]];
            int n = 0;
            candidates[n++] = to;
            for (int c = 0; c < others; c++)
            {
                int item = negatives?.Draw(random, (ulong)t * (ulong)others + (ulong)c) ?? c;
                if (item != to) candidates[n++] = item;
            }
            loss += Step(candidates.AsSpan(0, n), from, entries, exits, bias, correction, logits, pull, rate);
            Penalize(from, to, entries, exits, rate);
        }
        return loss / Math.Max(1, order.Length);
    }

    // One step on -ln P(candidates[0]) over the candidates. With g_k = P(k) - [k = 0], which add up to 0:
    // d/du_k = -2 g_k (u_k - v), d/dv = 2 sum g_k (u_k - v) = 2 sum g_k u_k, d/db_k = g_k.
    private static double Step(ReadOnlySpan<int> candidates, int from, Matrix entries, Matrix exits, float[] bias, double[] correction,
        double[] logits, Matrix pull, float rate)
    {
        int width = entries.Stride, n = candidates.Length;
        float* v = exits.Pointer + (long)from * width, sum = pull.Pointer, u0 = entries.Pointer;
        double most = double.NegativeInfinity, total = 0;
        for (int k = 0; k < n; k++)
        {
            float* u = u0 + (long)candidates[k] * width;
            logits[k] = 2 * Dot.Run(u, v, width) - Dot.Run(u, u, width) + bias[candidates[k]] - correction[candidates[k]];
            most = Math.Max(most, logits[k]);
        }
        for (int k = 0; k < n; k++) total += Math.Exp(logits[k] - most);
        double loss = most + Math.Log(total) - logits[0];
        pull.Row(0).Clear();
        for (int k = 0; k < n; k++)
        {
            float g = (float)(Math.Exp(logits[k] - most) / total) - (k == 0 ? 1 : 0);
            Maps.Run2<Functions.AddScaled>(u0 + (long)candidates[k] * width, sum, sum, width, g);
            logits[k] = g;
        }
        for (int k = 0; k < n; k++)
        {
            float* u = u0 + (long)candidates[k] * width;
            float step = 2 * rate * (float)logits[k];
            if (u != v) // of a point to itself the distance stays 0
            {
                Maps.Run1<Functions.Scale>(u, u, width, 1 + step);
                Maps.Run2<Functions.AddScaled>(v, u, u, width, -step);
            }
            bias[candidates[k]] -= rate * (float)logits[k];
        }
        Maps.Run2<Functions.AddScaled>(sum, v, v, width, -2 * rate);
        GC.KeepAlive((entries, exits, pull));
        return loss;
    }

    private void Penalize(int from, int to, Matrix entries, Matrix exits, float rate)
    {
        var u = entries.Row(to);
        var v = exits.Row(from);
        float keep = 1 - 2 * rate * (float)_options.Regularization, self = 2 * rate * (float)_options.SelfDistance;
        for (int k = 0; k < u.Length; k++) (u[k], v[k]) = (keep * u[k], keep * v[k]);
        if (self == 0 || !_options.DualPoint) return;
        var exit = exits.Row(to);
        for (int k = 0; k < u.Length; k++)
        {
            float apart = u[k] - exit[k];
            (u[k], exit[k]) = (u[k] - self * apart, exit[k] + self * apart);
        }
    }

    // ln Q(item) but for a constant
    private static double[] LogShares(long[] counts) => [.. counts.Select(count => Power * Math.Log(count))];

    private Matrix Start(int rows, int columns, ulong stream)
    {
        var (matrix, random) = (new Matrix(rows, columns), new CounterRandom(_options.Seed, stream));
        double scale = 0.5 / Math.Sqrt(columns);
        for (int r = 0; r < rows; r++)
            for (int k = 0; k < columns; k++) matrix.Row(r)[k] = (float)(scale * random.Normal((ulong)r * (ulong)columns + (ulong)k));
        return matrix;
    }
}
