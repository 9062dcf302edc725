using MusicRec.Ranking;

namespace MusicRec.Playlists;

/// <summary>Keeps the first of every track, and none that was played before.</summary>
/// <param name="played">Items that must not come, for instance the listener's history.</param>
public sealed class NoRepeats(params IEnumerable<int> played) : IPlaylistStage
{
    private readonly HashSet<int> _played = [.. Require.NotNull(played)];

    /// <inheritdoc/>
    public IReadOnlyList<RankedItem> Apply(IReadOnlyList<RankedItem> tracks)
    {
        var seen = new HashSet<int>(_played);
        return [.. Require.NotNull(tracks).Where(track => seen.Add(track.Item))];
    }
}
