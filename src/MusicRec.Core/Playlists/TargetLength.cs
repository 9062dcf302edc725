using MusicRec.Ranking;

namespace MusicRec.Playlists;

/// <summary>Keeps the first tracks.</summary>
/// <param name="count">How many, at least 1.</param>
public sealed class TargetLength(int count) : IPlaylistStage
{
    private readonly int _count = Require.Positive(count);

    /// <inheritdoc/>
    public IReadOnlyList<RankedItem> Apply(IReadOnlyList<RankedItem> tracks) => [.. Require.NotNull(tracks).Take(_count)];
}
