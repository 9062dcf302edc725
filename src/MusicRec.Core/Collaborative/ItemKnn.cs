using MusicRec.Data;
using MusicRec.Numerics;

namespace MusicRec.Collaborative;

/// <summary>Item-based nearest neighbours (Sarwar, Karypis, Konstan, Riedl 2001; Deshpande, Karypis 2004): score_j = sum over the listener's items i
/// of
/// q_ui s_ij, where s keeps the K most similar items of each item. Exact; ties go to the lower item.</summary>
public sealed class ItemKnn(ItemKnnOptions? options = null)
{
    private const int ItemsPerChunk = 64;
    private readonly ItemKnnOptions _options = options ?? new();

    /// <summary>Compares all items that share a listener. O(sum over users of n_u^2).</summary>
    /// <param name="data">Plays; weights must not be negative.</param>
    /// <param name="progress">Gets one report, at the end.</param>
    /// <param name="cancel">Stops the fit with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="MusicRecException">A weight is negative.</exception>
    public ItemKnnModel Fit(Interactions data, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default)
    {
        Require.NotNull(data);
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        var rows = Neighbors(data, cancel);
        var similarity = Pack(rows, data.Items);
        double seconds = System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds;
        progress?.Report(new TrainingStep(1, 1, double.NaN, double.NaN, data.Count / seconds));
        return new ItemKnnModel(data.ByUser, similarity, _options.Query, _options.QueryNormalization, data.UserIds, data.ItemIds);
    }

    /// <summary>The kept neighbours of each item with their similarities, items ascending.</summary>
    internal (int[] Items, double[] Values)[] Neighbors(Interactions data, CancellationToken cancel)
    {
        foreach (float weight in data.ByUser.Values)
            if (weight < 0) throw new MusicRecException($"The data hold the weight {weight}; item-kNN needs weights of at least 0.");
        var weighted = new WeightedItems(Plays.Apply(_options.Transform, data.ByItem), _options.Weighting, _options.K1, _options.B);
        int threads = WorkerTeam.Threads(_options.Threads);
        var rows = new (int[], double[])[data.Items];
        var finders = new NeighborFinder?[threads];
        WorkerTeam.Shared.Run((data.Items + ItemsPerChunk - 1) / ItemsPerChunk, threads, (chunk, worker) =>
        {
            var finder = finders[worker] ??= new NeighborFinder(weighted, _options.Neighbors, _options.Shrinkage);
            int end = Math.Min(data.Items, (chunk + 1) * ItemsPerChunk);
            for (int i = chunk * ItemsPerChunk; i < end; i++) rows[i] = finder.Find(i);
        }, cancel);
        return rows;
    }

    private static Csr Pack((int[] Items, double[] Values)[] rows, int items)
    {
        var offsets = new long[items + 1];
        for (int i = 0; i < items; i++) offsets[i + 1] = offsets[i] + rows[i].Items.Length;
        if (offsets[items] > Array.MaxLength)
            throw new MusicRecException(
                $"{items} items keep {offsets[items]} similarities in all; at most {Array.MaxLength} fit. Use fewer neighbors.");
        var (indices, values) = (new int[offsets[items]], new float[offsets[items]]);
        for (int i = 0; i < items; i++)
        {
            rows[i].Items.CopyTo(indices, offsets[i]);
            for (int k = 0; k < rows[i].Values.Length; k++) values[offsets[i] + k] = (float)rows[i].Values[k];
        }
        return new Csr(items, items, offsets, indices, values);
    }
}
