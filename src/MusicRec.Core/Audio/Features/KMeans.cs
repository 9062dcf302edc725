using System.Diagnostics;
using MusicRec.Numerics;

namespace MusicRec.Audio;

/// <summary>k-means: centres that make the sum of squared distances to the nearest one small. Starts by k-means++ (Arthur, Vassilvitskii 2007),
/// then sweeps (Lloyd 1982) or mini-batches (Sculley 2010). A centre that loses all its rows moves to the row farthest from its own. For data
/// that come as a stream see <see cref="OnlineKMeans"/>.</summary>
public sealed unsafe class KMeans
{
    private const int Chunk = 512; // rows; fixed, so that the bits do not depend on the number of threads
    private readonly KMeansOptions _options;

    /// <summary>Makes the recipe.</summary>
    /// <param name="options">Settings; null for the defaults.</param>
    public KMeans(KMeansOptions? options = null) => _options = options ?? new();

    /// <summary>Learns the centres.</summary>
    /// <param name="rows">Observations, shape [n, features], at least as many as clusters, finite.</param>
    /// <param name="progress">Told after every sweep; the loss is the mean squared distance to the centres before it moved them. NaN for
    /// mini-batches.</param>
    /// <param name="cancel">Cancels between chunks.</param>
    /// <exception cref="ArgumentException">Fewer rows than clusters.</exception>
    /// <exception cref="MusicRecException">A value is infinite or NaN.</exception>
    public KMeansModel Fit(Matrix rows, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default)
    {
        FeatureRows.Check(rows, atLeast: _options.Clusters);
        int threads = WorkerTeam.Threads(_options.Threads);
        var centres = KMeansStart.Choose(rows, _options, threads, cancel);
        if (_options.BatchSize is { } size) Batches(rows, centres, size, threads, progress, cancel);
        else Sweeps(rows, centres, threads, progress, cancel);
        return new KMeansModel(centres);
    }

    private void Sweeps(Matrix rows, Matrix centres, int threads, IProgress<TrainingStep>? progress, CancellationToken cancel)
    {
        int[] nearest = new int[rows.Rows], before = new int[rows.Rows];
        var distances = new double[rows.Rows];
        double last = double.PositiveInfinity;
        for (int step = 1; step <= _options.Iterations; step++)
        {
            long start = Stopwatch.GetTimestamp();
            (nearest, before) = (before, nearest);
            double loss = Assign(rows, centres, nearest, distances, threads, cancel);
            progress?.Report(new(step, _options.Iterations, loss, double.NaN, rows.Rows / Stopwatch.GetElapsedTime(start).TotalSeconds));
            bool still = step > 1 && nearest.AsSpan().SequenceEqual(before);
            if (still || (_options.Tolerance > 0 && last - loss <= _options.Tolerance * last && step > 1)) return;
            last = loss;
            Move(rows, centres, nearest, distances, threads, cancel);
        }
    }

    /// <summary>The nearest centre of every row, and its squared distance.</summary>
    /// <returns>The mean squared distance.</returns>
    internal static double Assign(Matrix rows, Matrix centres, int[] nearest, double[] distances, int threads, CancellationToken cancel)
    {
        var finder = new NearestCentres(centres);
        int chunks = (rows.Rows + Chunk - 1) / Chunk;
        var sums = new double[chunks];
        WorkerTeam.Shared.Run(chunks, threads, (chunk, _) =>
        {
            int first = chunk * Chunk, end = Math.Min(rows.Rows, first + Chunk);
            finder.Find(rows.Pointer + (nint)first * rows.Stride, rows.Stride, nearest.AsSpan(first, end - first));
            for (int r = first; r < end; r++) sums[chunk] += distances[r] = NearestCentres.Distance(rows[r], centres[nearest[r]]);
        }, cancel);
        GC.KeepAlive(rows);
        return sums.Sum() / rows.Rows;
    }

    // Every centre goes to the mean of its rows, summed in their order by one thread.
    private static void Move(Matrix rows, Matrix centres, int[] nearest, double[] distances, int threads, CancellationToken cancel)
    {
        var (starts, members) = Members(nearest, centres.Rows);
        WorkerTeam.Shared.Run((centres.Rows + 15) / 16, threads, (chunk, _) =>
        {
            var sum = new double[rows.Columns];
            for (int k = chunk * 16; k < Math.Min(centres.Rows, chunk * 16 + 16); k++)
            {
                int count = starts[k + 1] - starts[k];
                if (count == 0) continue;
                Array.Clear(sum);
                foreach (int r in members.AsSpan(starts[k], count))
                {
                    var row = rows[r];
                    for (int c = 0; c < sum.Length; c++) sum[c] += row[c];
                }
                for (int c = 0; c < sum.Length; c++) centres.Row(k)[c] = (float)(sum[c] / count);
            }
        }, cancel);
        for (int k = 0; k < centres.Rows; k++)
        {
            if (starts[k + 1] > starts[k]) continue;
            int farthest = 0;
            for (int r = 1; r < rows.Rows; r++) if (distances[r] > distances[farthest]) farthest = r;
            rows[farthest].CopyTo(centres.Row(k));
            distances[farthest] = 0;
        }
    }

    // Rows by centre, ascending, by counting.
    private static (int[] Starts, int[] Members) Members(int[] nearest, int clusters)
    {
        var (starts, members) = (new int[clusters + 1], new int[nearest.Length]);
        foreach (int k in nearest) starts[k + 1]++;
        for (int k = 0; k < clusters; k++) starts[k + 1] += starts[k];
        int[] next = starts[..clusters];
        for (int r = 0; r < nearest.Length; r++) members[next[nearest[r]]++] = r;
        return (starts, members);
    }

    // Each drawn row pulls its centre by 1 / (rows that the centre has had): centres stay the means of the rows they were given.
    private void Batches(Matrix rows, Matrix centres, int size, int threads, IProgress<TrainingStep>? progress, CancellationToken cancel)
    {
        var (random, batch, counts) = (new CounterRandom(_options.Seed, 43), new Matrix(size, rows.Columns), new long[centres.Rows]);
        var (nearest, distances) = (new int[size], new double[size]);
        for (int step = 1; step <= _options.Iterations; step++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < size; i++) rows[random.Below((ulong)(step - 1) * (ulong)size + (ulong)i, rows.Rows)].CopyTo(batch.Row(i));
            Assign(batch, centres, nearest, distances, threads, cancel);
            for (int i = 0; i < size; i++)
            {
                float rate = 1f / ++counts[nearest[i]];
                var centre = centres.Row(nearest[i]);
                var row = batch[i];
                for (int c = 0; c < centre.Length; c++) centre[c] += rate * (row[c] - centre[c]);
            }
            progress?.Report(new(step, _options.Iterations, double.NaN, double.NaN, size / Stopwatch.GetElapsedTime(start).TotalSeconds));
        }
    }
}
