using System.Buffers;
using MusicRec.Data;
using MusicRec.Kernels;
using MusicRec.Numerics;

namespace MusicRec.Ranking;

/// <summary>Top-K for every model: masks, exclusion of seen items, ties and lengths are decided here and nowhere else.
/// Queries are scored in blocks, so users x items scores are never held at once.
/// A score of NaN or negative infinity says that the item is not eligible for that user.</summary>
public static class Ranker
{
    private const int BlockFloats = 1 << 21, BlockRows = 64; // at most 8 MB of scores a worker, or one row

    private delegate void ScoreRows(ReadOnlySpan<int> rows, Span<float> scores);

    /// <summary>The best items of some known users.</summary>
    /// <param name="model">Any fitted model.</param>
    /// <param name="users">User indices, one list each.</param>
    /// <param name="options">K, seen, allow and deny masks.</param>
    /// <param name="cancel">Cancels between blocks.</param>
    /// <returns>For each user exactly min(K, eligible) items by descending score, ties by lower item index.</returns>
    /// <exception cref="ArgumentException">A user is unknown, or a mask or the seen plays do not fit the model.</exception>
    public static Rankings Recommend(IRecommender model, ReadOnlySpan<int> users, RankingOptions? options = null, CancellationToken cancel = default)
    {
        Require.NotNull(model);
        foreach (int user in users) Require.Index(user, model.UserIds.Count, nameof(users));
        options ??= new();
        Check(options, users, model.ItemIds.Count);
        return model is IInnerProductModel inner && model.ItemIds.Count > 0
            ? InnerProductRanking.Recommend(inner, users.ToArray(), options, cancel)
            : Blocks(users.ToArray(), model.ItemIds.Count, options, model.Score, cancel);
    }

    /// <summary>The best items of listeners the model was not fitted on, from their plays. Their own plays are left out.</summary>
    /// <param name="model">A model that folds new users in.</param>
    /// <param name="histories">One row a new user, columns in the model's item order.</param>
    /// <param name="options">K, allow and deny masks; <see cref="RankingOptions.Seen"/> defaults to <paramref name="histories"/>.</param>
    /// <param name="cancel">Cancels between blocks.</param>
    /// <returns>For each row exactly min(K, eligible) items by descending score, ties by lower item index.</returns>
    public static Rankings RecommendFromHistories(IFoldIn model, Interactions histories,
        RankingOptions? options = null, CancellationToken cancel = default)
    {
        Require.NotNull(model);
        Require.NotNull(histories);
        options ??= new();
        options = options with { Seen = options.Seen ?? histories };
        int[] rows = [.. Enumerable.Range(0, histories.Users)];
        Check(options, rows, histories.Items);
        return Blocks(rows, histories.Items, options, (some, scores) => model.ScoreHistories(histories, some, scores), cancel);
    }

    /// <summary>The items most similar to some items. An item is never in its own list.</summary>
    /// <param name="model">A model that compares items.</param>
    /// <param name="items">Item indices, one list each.</param>
    /// <param name="itemCount">Number of items of the model.</param>
    /// <param name="options">K, allow and deny masks; <see cref="RankingOptions.Seen"/> must be null.</param>
    /// <param name="cancel">Cancels between blocks.</param>
    /// <returns>For each item exactly min(K, eligible) others by descending similarity, ties by lower item index.</returns>
    public static Rankings SimilarItems(ISimilarItems model, ReadOnlySpan<int> items,
        int itemCount, RankingOptions? options = null, CancellationToken cancel = default)
    {
        Require.NotNull(model);
        foreach (int item in items) Require.Index(item, itemCount, nameof(items));
        options ??= new();
        if (options.Seen is not null) throw new ArgumentException("Seen is about users; similar items have none. Use Deny instead.", nameof(options));
        Check(options, [], itemCount);
        return Blocks(items.ToArray(), itemCount, options, (some, scores) =>
        {
            model.ScoreSimilar(some, scores);
            for (int q = 0; q < some.Length; q++) scores[q * itemCount + some[q]] = float.NaN;
        }, cancel);
    }

    private static Rankings Blocks(int[] queries, int items, RankingOptions options, ScoreRows score, CancellationToken cancel)
    {
        int width = Math.Min(options.K, items), threads = WorkerTeam.Threads(options.Threads);
        // Few queries: smaller blocks, so that every thread has work. Rows do not depend on one another.
        int most = Math.Min(BlockRows, (queries.Length + threads - 1) / threads),
            block = Math.Clamp(BlockFloats / Math.Max(items, 1), 1, Math.Max(most, 1));
        ulong[] eligible = options.EligibleBits(items);
        var (best, counts, lists) = (new RankedItem[(long)queries.Length * width], new int[queries.Length], new TopList?[threads]);
        WorkerTeam.Shared.Run(width == 0 ? 0 : (queries.Length + block - 1) / block, threads, (chunk, worker) =>
        {
            int first = chunk * block, n = Math.Min(block, queries.Length - first);
            var list = lists[worker] ??= new TopList();
            float[] rented = ArrayPool<float>.Shared.Rent(n * items);
            try
            {
                var scores = rented.AsSpan(0, n * items);
                score(queries.AsSpan(first, n), scores);
                for (int row = first; row < first + n; row++)
                {
                    list.Start(width, options.Seen is { } seen ? seen.ItemsOf(queries[row]) : []);
                    TopScores.Scan(scores.Slice((row - first) * items, items), eligible, list);
                    counts[row] = list.Take(best.AsSpan(row * width, width));
                }
            }
            finally { ArrayPool<float>.Shared.Return(rented); }
        }, cancel);
        return new Rankings(best, counts, width);
    }

    // The kernel's list knows nothing of this room's types.
    private static int Take(this TopList list, Span<RankedItem> best)
    {
        Span<int> items = best.Length <= 256 ? stackalloc int[best.Length] : new int[best.Length];
        Span<float> scores = best.Length <= 256 ? stackalloc float[best.Length] : new float[best.Length];
        int count = list.Take(items, scores);
        for (int i = 0; i < count; i++) best[i] = new(items[i], scores[i]);
        return count;
    }

    private static void Check(RankingOptions options, ReadOnlySpan<int> queries, int items)
    {
        if (options.Seen is { } seen)
        {
            if (seen.Items != items)
                throw new ArgumentException(
                    $"Seen has {seen.Items} items but the model has {items}; both must share one item order.", nameof(options));
            foreach (int query in queries)
            {
                if (query >= seen.Users)
                    throw new ArgumentException(
                        $"Seen has {seen.Users} users, so no row {query}; it must have the model's users in the model's order.", nameof(options));
            }
        }
        foreach (var mask in (ReadOnlySpan<ItemMask?>)[options.Allow, options.Deny])
        {
            if (mask is not null && mask.Items != items)
                throw new ArgumentException($"A mask is for {mask.Items} items but the model has {items}.", nameof(options));
        }
    }
}
