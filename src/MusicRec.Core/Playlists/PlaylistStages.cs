using MusicRec.Ranking;

namespace MusicRec.Playlists;

/// <summary>Stages one after the other; none leaves the tracks as they are.</summary>
/// <param name="stages">In the order in which they are applied.</param>
public sealed class PlaylistStages(params IReadOnlyList<IPlaylistStage> stages) : IPlaylistStage
{
    private readonly IPlaylistStage[] _stages = [.. Require.NotNull(stages)];

    /// <inheritdoc/>
    public IReadOnlyList<RankedItem> Apply(IReadOnlyList<RankedItem> tracks)
    {
        var result = Require.NotNull(tracks);
        foreach (var stage in _stages) result = stage.Apply(result);
        return result;
    }
}
