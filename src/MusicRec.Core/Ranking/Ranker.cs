using MusicRec.Data;
using MusicRec.Numerics;

namespace MusicRec.Ranking;

/// <summary>Top-K for every model: masks, exclusion of seen items, ties and lengths are decided here and nowhere else.
/// Queries are scored in blocks, so users x items scores are never held at once.</summary>
public static class Ranker
{
    private const long BlockFloats = 1 << 21; // 8 MB of scores a worker

    /// <summary>The best items of some known users.</summary>
    /// <param name="model">Any fitted model.</param>
    /// <param name="users">User indices, one list each.</param>
    /// <param name="options">K, seen, allow and deny masks.</param>
    /// <param name="cancel">Cancels between blocks.</param>
    /// <returns>For each user exactly min(K, eligible) items by descending score, ties by lower item index.</returns>
    public static Rankings Recommend(IRecommender model, ReadOnlySpan<int> users, RankingOptions? options = null, CancellationToken cancel = default)
    {
        Require.NotNull(model);
        foreach (int user in users) Require.Index(user, model.UserIds.Count, nameof(users));
        options ??= new();
        if (model is not IInnerProductModel inner) return Blocks(users.ToArray(), model.ItemIds.Count, options, model.Score, cancel);
        Check(options, model.ItemIds.Count);
        return InnerProductRanking.Recommend(inner, users.ToArray(), options, cancel);
    }

    /// <summary>The best items of listeners the model was not fitted on, from their plays. Their own plays are left out.</summary>
    /// <param name="model">A model that folds new users in.</param>
    /// <param name="histories">One row a new user, columns in the model's item order.</param>
    /// <param name="options">K, allow and deny masks; <see cref="RankingOptions.Seen"/> defaults to <paramref name="histories"/>.</param>
    /// <param name="cancel">Cancels between blocks.</param>
    public static Rankings RecommendFromHistories(IFoldIn model, Interactions histories, RankingOptions? options = null, CancellationToken cancel = default)
    {
        Require.NotNull(model);
        Require.NotNull(histories);
        options ??= new();
        options = options with { Seen = options.Seen ?? histories };
        return Blocks([.. Enumerable.Range(0, histories.Users)], histories.Items, options, (rows, scores) => model.ScoreHistories(histories, rows, scores), cancel);
    }

    private delegate void ScoreRows(ReadOnlySpan<int> rows, Span<float> scores);

    private static Rankings Blocks(int[] queries, int items, RankingOptions options, ScoreRows score, CancellationToken cancel)
    {
        Check(options, items);
        int width = Math.Min(options.K, items), block = (int)Math.Clamp(BlockFloats / Math.Max(items, 1), 1, 64);
        var (results, counts) = (new RankedItem[(long)queries.Length * width], new int[queries.Length]);
        WorkerTeam.Shared.Run((queries.Length + block - 1) / block, WorkerTeam.Threads(options.Threads), (chunk, _) =>
        {
            int first = chunk * block, n = Math.Min(block, queries.Length - first);
            var scores = new float[n * items];
            score(queries.AsSpan(first, n), scores);
            for (int i = 0; i < n; i++)
                counts[first + i] = TopK(scores.AsSpan(i * items, items), queries[first + i], options, results.AsSpan((first + i) * width, width));
        }, cancel);
        return new Rankings(results, counts, width);
    }

    private static int TopK(ReadOnlySpan<float> scores, int query, RankingOptions options, Span<RankedItem> best)
    {
        var seen = options.Seen is { } s ? s.ItemsOf(query) : [];
        var eligible = new List<RankedItem>();
        for (int item = 0; item < scores.Length; item++)
        {
            if (options.Allow is { } allow && !allow.Contains(item)) continue;
            if (options.Deny is { } deny && deny.Contains(item)) continue;
            if (seen.BinarySearch(item) >= 0) continue;
            eligible.Add(new(item, scores[item]));
        }
        eligible.Sort((a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Item.CompareTo(b.Item));
        int count = Math.Min(best.Length, eligible.Count);
        for (int i = 0; i < count; i++) best[i] = eligible[i];
        return count;
    }

    private static void Check(RankingOptions options, int items)
    {
        if (options.Seen is { } seen && seen.Items != items)
            throw new ArgumentException($"Seen has {seen.Items} items but the model has {items}; both must share one item order.", nameof(options));
        foreach (var mask in (ReadOnlySpan<ItemMask?>)[options.Allow, options.Deny])
        {
            if (mask is not null && mask.Items != items)
                throw new ArgumentException($"A mask is for {mask.Items} items but the model has {items}.", nameof(options));
        }
    }
}
