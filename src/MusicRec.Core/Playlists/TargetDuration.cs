using MusicRec.Ranking;

namespace MusicRec.Playlists;

/// <summary>Takes tracks in their order for as long as they fit into a time; one that would overrun is passed over for shorter ones behind
/// it.</summary>
public sealed class TargetDuration : IPlaylistStage
{
    private readonly double[] _durations;
    private readonly double _seconds;

    /// <summary>Makes the stage.</summary>
    /// <param name="durations">Duration of each item in seconds, shape [items], above 0.</param>
    /// <param name="seconds">The longest playlist, above 0.</param>
    public TargetDuration(ReadOnlySpan<double> durations, double seconds)
    {
        foreach (double duration in durations) Require.Positive(duration, nameof(durations));
        (_durations, _seconds) = (durations.ToArray(), Require.Positive(seconds));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">A track is not among the items whose durations were given.</exception>
    public IReadOnlyList<RankedItem> Apply(IReadOnlyList<RankedItem> tracks)
    {
        double left = _seconds;
        var result = new List<RankedItem>();
        foreach (var track in Require.NotNull(tracks))
        {
            double duration = _durations[Require.Index(track.Item, _durations.Length)];
            if (duration > left) continue;
            left -= duration;
            result.Add(track);
        }
        return result;
    }
}
