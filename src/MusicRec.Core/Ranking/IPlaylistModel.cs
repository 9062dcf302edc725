using MusicRec.Data;

namespace MusicRec.Ranking;

/// <summary>A fitted model that scores every item as a continuation of a playlist, from its tracks in order, its title, or both. Immutable and safe
/// to call from many threads at once. Scores are only comparable within one row; higher is better.</summary>
public interface IPlaylistModel
{
    /// <summary>External ids of the items the model can score, in the order of its item indices.</summary>
    IdMap ItemIds { get; }

    /// <summary>Scores all items as the continuation of some playlists.</summary>
    /// <param name="playlists">Playlists in the model's item order; a row may have no track, no title, or neither.</param>
    /// <param name="rows">Rows of <paramref name="playlists"/> to score, shape [n].</param>
    /// <param name="scores">Filled with scores, shape [n, ItemIds.Count], row-major; finite. Zeros where the model knows nothing of a
    /// playlist.</param>
    void ScorePlaylists(EventSequences playlists, ReadOnlySpan<int> rows, Span<float> scores);
}
