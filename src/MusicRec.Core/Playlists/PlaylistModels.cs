using MusicRec.Data;
using MusicRec.Ranking;
using MusicRec.Sequences;

namespace MusicRec.Playlists;

/// <summary>Models of listeners and of sequences as models of playlists, whose titles they do not see. They refer to the model, which is what is
/// saved.</summary>
public static class PlaylistModels
{
    /// <summary>A model of new listeners: a playlist counts as a listener who played its tracks once each. An empty one scores zeros.</summary>
    /// <param name="model">Any model that folds new users in: factors, item neighbours.</param>
    /// <param name="itemIds">The model's items.</param>
    public static IPlaylistModel From(IFoldIn model, IdMap itemIds) => new FoldedIn(Require.NotNull(model), Require.NotNull(itemIds));

    /// <summary>A model of sequences: the tracks in the playlist's order. An empty playlist scores as the model does an empty history.</summary>
    public static IPlaylistModel From(ISequenceModel model) => new Sequenced(Require.NotNull(model));

    private sealed class FoldedIn(IFoldIn model, IdMap itemIds) : IPlaylistModel
    {
        public IdMap ItemIds => itemIds;

        public void ScorePlaylists(EventSequences playlists, ReadOnlySpan<int> rows, Span<float> scores)
        {
            PlaylistRanker.Check(this, playlists, rows, scores);
            var (users, items) = (new List<int>(), new List<int>());
            foreach (var (q, row) in rows.ToArray().Index())
            {
                users.AddRange(Enumerable.Repeat(q, playlists[row].Length));
                items.AddRange(playlists[row]);
            }
            var plays = Interactions.FromTriples([.. users], [.. items], [.. users.Select(_ => 1f)], IdMap.Sequential(rows.Length), itemIds,
                duplicates: DuplicatePolicy.Max);
            model.ScoreHistories(plays, [.. Enumerable.Range(0, rows.Length)], scores);
            for (int q = 0; q < rows.Length; q++)
                if (playlists[rows[q]].IsEmpty) scores.Slice(q * itemIds.Count, itemIds.Count).Clear();
        }
    }

    private sealed class Sequenced(ISequenceModel model) : IPlaylistModel
    {
        public IdMap ItemIds => model.ItemIds;

        public void ScorePlaylists(EventSequences playlists, ReadOnlySpan<int> rows, Span<float> scores)
        {
            PlaylistRanker.Check(this, playlists, rows, scores);
            var (offsets, items) = (new long[rows.Length + 1], new List<int>());
            for (int q = 0; q < rows.Length; q++)
            {
                items.AddRange(playlists[rows[q]]);
                offsets[q + 1] = items.Count;
            }
            model.ScoreNext(new ItemSequences(offsets, [.. items], ItemIds), [.. Enumerable.Range(0, rows.Length)], scores);
        }
    }
}
