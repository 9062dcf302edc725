using MusicRec.Data;
using MusicRec.Numerics;

namespace MusicRec.Collaborative;

/// <summary>EASE, a linear autoencoder in closed form (Steck 2019): B minimises |X - X B|^2 + lambda |B|^2 with a zero diagonal, so
/// B_ij = -P_ij / P_jj with P = (X'X + lambda I)^-1; score = x B. Where there are fewer users than items the users x users system is solved
/// instead.</summary>
public sealed class Ease(EaseOptions? options = null)
{
    private const int ColumnsPerChunk = 64;
    private readonly EaseOptions _options = options ?? new();

    /// <summary>Solves for B. With n the smaller of users and items: n^3 / 2 multiply-adds and 20 n^2 bytes.</summary>
    /// <param name="data">Plays.</param>
    /// <param name="progress">Gets one report, at the end.</param>
    /// <param name="cancel">Stops the fit with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="MusicRecException">The system would not fit into memory; the message says what it needs.</exception>
    public EaseModel Fit(Interactions data, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default)
    {
        Require.NotNull(data);
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        bool dual = _options.Form == EaseForm.Users || (_options.Form == EaseForm.Auto && data.Users < data.Items);
        CheckMemory(dual ? data.Users : data.Items, data, dual);
        var byUser = Plays.Apply(_options.Transform, data.ByUser);
        var byItem = Plays.Apply(_options.Transform, data.ByItem);
        var inverse = new EaseInverse(byUser, byItem, _options.Regularization, dual, WorkerTeam.Threads(_options.Threads), cancel);
        float[] diagonal = Array.ConvertAll(inverse.Diagonal, d => (float)d);
        EaseWeights weights =
            _options.Neighbors > 0 ? new SparseEaseWeights(Prune(inverse, byUser.Rows, byItem.Rows, cancel))
            : dual ? new DualEaseWeights(byUser, byItem, Narrow(inverse.Values, byUser.Rows), diagonal, (float)_options.Regularization)
            : new DenseEaseWeights(Dense(inverse, byItem.Rows));
        double seconds = System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds;
        progress?.Report(new TrainingStep(1, 1, double.NaN, double.NaN, data.Count / seconds));
        return new EaseModel(byUser, weights, diagonal, _options.Transform, data.UserIds, data.ItemIds);
    }

    private void CheckMemory(int n, Interactions data, bool dual)
    {
        double needed = 20.0 * n * n + 12.0 * Math.Min(_options.Neighbors, data.Items) * data.Items;
        double limit = _options.MemoryLimit > 0 ? _options.MemoryLimit : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (needed <= limit && (long)n * (n + 15L) <= Array.MaxLength - 64) return;
        throw new MusicRecException(
            $"EASE on {n} {(dual ? "users" : "items")} needs {needed / (1 << 30):F1} GiB; {limit / (1 << 30):F1} GiB are allowed, and at most " +
            $"46,000 of them fit in one matrix. Drop rare items or sample users, or fit {nameof(ItemKnn)} instead.");
    }

    private static Matrix Narrow(double[] values, int n)
    {
        var matrix = new Matrix(n, Math.Max(n, 1));
        for (int r = 0; r < n; r++)
        {
            var row = matrix.Row(r);
            for (int c = 0; c < n; c++) row[c] = (float)values[(long)r * n + c];
        }
        return matrix;
    }

    // P is symmetric: B_ij = -P_ij / P_jj by rows.
    private static Matrix Dense(EaseInverse inverse, int items)
    {
        var b = new Matrix(items, Math.Max(items, 1));
        for (int i = 0; i < items; i++)
        {
            var row = b.Row(i);
            for (int j = 0; j < items; j++) row[j] = i == j ? 0 : (float)(-inverse.Values[(long)i * items + j] / inverse.Values[(long)j * items + j]);
        }
        return b;
    }

    private Csr Prune(EaseInverse inverse, int users, int items, CancellationToken cancel)
    {
        int threads = WorkerTeam.Threads(_options.Threads), keep = Math.Min(_options.Neighbors, items);
        var kept = new (int[] Items, float[] Values)[items];
        var workspaces = new (double[] Column, double[] Users, PriorityQueue<int, (double, int)> Kept)[threads];
        WorkerTeam.Shared.Run((items + ColumnsPerChunk - 1) / ColumnsPerChunk, threads, (chunk, worker) =>
        {
            if (workspaces[worker].Column is null) workspaces[worker] = (new double[items], new double[users], new());
            var (column, space, heap) = workspaces[worker];
            for (int j = chunk * ColumnsPerChunk; j < Math.Min(items, (chunk + 1) * ColumnsPerChunk); j++)
            {
                inverse.Column(j, column, space);
                kept[j] = Largest(column, heap, keep);
            }
        }, cancel);
        var offsets = new long[items + 1];
        for (int j = 0; j < items; j++) offsets[j + 1] = offsets[j] + kept[j].Items.Length;
        return new Csr(items, items, offsets, [.. kept.SelectMany(k => k.Items)], [.. kept.SelectMany(k => k.Values)]).Transpose();
    }

    // The `keep` entries of largest size, indices ascending; ties to the lower index. A heap whose root is the smallest kept.
    private static (int[], float[]) Largest(double[] column, PriorityQueue<int, (double Size, int Later)> kept, int keep)
    {
        double least = 0;
        for (int i = 0; i < column.Length; i++)
        {
            double size = Math.Abs(column[i]);
            if (kept.Count < keep) kept.Enqueue(i, (size, -i));
            else if (size > least) kept.EnqueueDequeue(i, (size, -i));
            else continue;
            if (kept.TryPeek(out _, out var root)) least = root.Size;
        }
        var items = new int[kept.Count];
        for (int k = 0; k < items.Length; k++) items[k] = kept.Dequeue();
        Array.Sort(items);
        return (items, Array.ConvertAll(items, i => (float)column[i]));
    }
}
