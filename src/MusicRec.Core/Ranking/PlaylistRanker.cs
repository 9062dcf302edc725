using MusicRec.Data;

namespace MusicRec.Ranking;

/// <summary>Top-K of playlist models, under the rules of <see cref="Ranker"/> (masks, ties, exactly min(K, eligible) items), in blocks on all
/// cores.</summary>
public static class PlaylistRanker
{
    /// <summary>The best continuations of some playlists. Their own tracks are left out.</summary>
    /// <param name="model">Any fitted playlist model.</param>
    /// <param name="playlists">One list is made for each row.</param>
    /// <param name="options">K and masks; <see cref="RankingOptions.Seen"/> defaults to the playlists' tracks.</param>
    /// <param name="cancel">Cancels between blocks.</param>
    /// <exception cref="ArgumentException">The playlists have another number of items than the model.</exception>
    public static Rankings Continue(IPlaylistModel model, EventSequences playlists, RankingOptions? options = null,
        CancellationToken cancel = default)
    {
        Check(model, playlists);
        options ??= new();
        int[] rows = [.. Enumerable.Range(0, playlists.Count)];
        return Ranker.Recommend(AsRecommender(model, playlists), rows, options with { Seen = options.Seen ?? playlists.ToInteractions() }, cancel);
    }

    /// <summary>The playlists as users of a recommender.</summary>
    internal static IRecommender AsRecommender(IPlaylistModel model, EventSequences playlists) => new PlaylistsAsUsers(model, playlists);

    /// <summary>Refuses playlists whose item order cannot be the model's.</summary>
    internal static void Check(IPlaylistModel model, EventSequences playlists)
    {
        if (Require.NotNull(playlists).Items == Require.NotNull(model).ItemIds.Count) return;
        throw new ArgumentException($"The playlists have {playlists.Items} items but the model has {model.ItemIds.Count}; " +
            "both must share one item order.", nameof(playlists));
    }

    /// <summary>The checks at the door of every playlist model.</summary>
    internal static void Check(IPlaylistModel model, EventSequences playlists, ReadOnlySpan<int> rows, ReadOnlySpan<float> scores)
    {
        Check(model, playlists);
        Require.Length(scores.Length, (long)rows.Length * playlists.Items, nameof(scores));
        foreach (int row in rows) Require.Index(row, playlists.Count, nameof(rows));
    }

    private sealed class PlaylistsAsUsers(IPlaylistModel model, EventSequences playlists) : IRecommender
    {
        public IdMap UserIds => playlists.Ids;
        public IdMap ItemIds => model.ItemIds;
        public void Score(ReadOnlySpan<int> users, Span<float> scores) => model.ScorePlaylists(playlists, users, scores);
    }
}
