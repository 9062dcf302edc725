using MusicRec.Ranking;

namespace MusicRec.Playlists;

/// <summary>One step from candidates to a playlist: it drops tracks, changes their order, or both, and never adds one. Stages are immutable and
/// safe to share between threads; <see cref="PlaylistStages"/> puts several in a row.</summary>
public interface IPlaylistStage
{
    /// <summary>Applies the stage.</summary>
    /// <param name="tracks">Candidates, best first, or a playlist, in the order of playing.</param>
    /// <returns>Some or all of them, with the scores they came with.</returns>
    IReadOnlyList<RankedItem> Apply(IReadOnlyList<RankedItem> tracks);
}
