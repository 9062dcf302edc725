using MusicRec.Data;

namespace MusicRec.Ranking;

/// <summary>Recommendations for applications, which know users and items by their own ids. Every list is that of <see cref="Ranker"/>.</summary>
public static class RecommendationsById
{
    /// <summary>The best items of a known user.</summary>
    /// <param name="model">Any fitted model.</param>
    /// <param name="user">The user's id.</param>
    /// <param name="k">Length of the list, 1 or more.</param>
    /// <param name="seen">Plays to leave out, usually those the model was fitted on; null leaves nothing out.</param>
    /// <returns>Exactly min(k, eligible) items, best first.</returns>
    /// <exception cref="KeyNotFoundException">The user is unknown to the model.</exception>
    public static IReadOnlyList<Recommendation> RecommendFor(this IRecommender model, string user, int k = 10, Interactions? seen = null) =>
        RecommendFor(model, user, new RankingOptions { K = k, Seen = seen });

    /// <summary>The best items of a known user, with masks.</summary>
    /// <inheritdoc cref="RecommendFor(IRecommender, string, int, Interactions?)"/>
    public static IReadOnlyList<Recommendation> RecommendFor(this IRecommender model, string user, RankingOptions options) =>
        RecommendFor(model, [Require.NotNull(user)], options)[0];

    /// <summary>The best items of several known users.</summary>
    /// <param name="model">Any fitted model.</param>
    /// <param name="users">The users' ids.</param>
    /// <param name="options">Length of the lists, seen plays and masks.</param>
    /// <param name="cancel">Cancels between blocks of users.</param>
    /// <returns>One list a user, in the order of <paramref name="users"/>.</returns>
    /// <exception cref="KeyNotFoundException">A user is unknown to the model.</exception>
    public static IReadOnlyList<IReadOnlyList<Recommendation>> RecommendFor(this IRecommender model, IReadOnlyList<string> users,
        RankingOptions? options = null, CancellationToken cancel = default)
    {
        Require.NotNull(model);
        int[] rows = [.. Require.NotNull(users).Select(model.UserIds.IndexOf)];
        options ??= new();
        if (options.Seen is { } seen)
        {
            for (int i = 0; i < rows.Length; i++)
            {
                if (rows[i] >= seen.Users || seen.UserIds[rows[i]] != users[i])
                    throw new ArgumentException(
                    $"Seen does not have user '{users[i]}' at row {rows[i]}; it must have the model's users in the model's order.", nameof(options));
            }
        }
        var lists = Ranker.Recommend(model, rows, options, cancel);
        return [.. Enumerable.Range(0, lists.Count).Select(row => Named(lists[row], model.ItemIds))];
    }

    /// <summary>The best items for a listener the model was not fitted on, from the listener's plays, which are left out of the list.</summary>
    /// <param name="model">A model that folds new users in.</param>
    /// <param name="plays">Weight (plays, rating) by item id.</param>
    /// <param name="k">Length of the list, 1 or more.</param>
    /// <returns>Exactly min(k, eligible) items, best first.</returns>
    /// <exception cref="KeyNotFoundException">An item is unknown to the model: leave it out, after asking <see cref="IdMap.TryGetIndex"/> of the
    /// model's items.</exception>
    public static IReadOnlyList<Recommendation> RecommendFor<TModel>(this TModel model, IReadOnlyDictionary<string, float> plays, int k = 10)
        where TModel : IRecommender, IFoldIn
    {
        var items = model.ItemIds;
        int[] played = [.. Require.NotNull(plays).Keys.Select(items.IndexOf)];
        var history = Interactions.FromTriples(new int[played.Length], played, [.. plays.Values], IdMap.Sequential(1), items);
        return Named(Ranker.RecommendFromHistories(model, history, new() { K = k })[0], items);
    }

    /// <summary>The items most similar to an item, the item itself left out.</summary>
    /// <param name="model">A model that compares items.</param>
    /// <param name="item">The item's id.</param>
    /// <param name="k">Length of the list, 1 or more.</param>
    /// <returns>Exactly min(k, other items) items, most similar first.</returns>
    /// <exception cref="KeyNotFoundException">The item is unknown to the model.</exception>
    public static IReadOnlyList<Recommendation> SimilarTo<TModel>(this TModel model, string item, int k = 10)
        where TModel : IRecommender, ISimilarItems =>
        Named(Ranker.SimilarItems(model, [model.ItemIds.IndexOf(item)], model.ItemIds.Count, new() { K = k })[0], model.ItemIds);

    private static Recommendation[] Named(ReadOnlySpan<RankedItem> list, IdMap ids)
    {
        var named = new Recommendation[list.Length];
        for (int i = 0; i < named.Length; i++) named[i] = new(ids[list[i].Item], list[i].Score);
        return named;
    }
}
