using MusicRec.Ranking;

namespace MusicRec.Playlists;

/// <summary>Takes tracks in their order for as long as they fit into a time; one that would overrun is passed over for shorter ones behind it. With
/// a tolerance, one of those passed over comes after all, in its place in the order, where the list then ends nearer to the time: the one that
/// ends nearest, the better of equal ones. Tracks of unknown duration count as long as the mean of the known ones.</summary>
public sealed class TargetDuration : IPlaylistStage
{
    private readonly double[] _durations;
    private readonly double _seconds, _tolerance;

    /// <summary>Makes the stage.</summary>
    /// <param name="durations">Duration of each item in seconds, shape [items]; NaN or 0 means unknown, as in
    /// <see cref="Data.TrackAttributes.Seconds"/>. One must be known.</param>
    /// <param name="seconds">How long the playlist is to be, above 0.</param>
    /// <param name="tolerance">Seconds by which it may be longer; 0 (default): never longer.</param>
    public TargetDuration(ReadOnlySpan<double> durations, double seconds, double tolerance = 0)
    {
        (_durations, _seconds, _tolerance) = (durations.ToArray(), Require.Positive(seconds), Require.NotNegative(tolerance));
        var (sum, known) = (0.0, 0);
        foreach (double duration in durations)
        {
            if (double.IsNaN(duration) || Require.NotNegative(duration, nameof(durations)) == 0) continue;
            sum += duration;
            known++;
        }
        if (known == 0 && durations.Length > 0)
            throw new ArgumentOutOfRangeException(nameof(durations), "No duration is known (all are 0 or NaN); give some above 0.");
        for (int i = 0; i < _durations.Length; i++)
            if (!(_durations[i] > 0)) _durations[i] = sum / known;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">A track is not among the items whose durations were given.</exception>
    public IReadOnlyList<RankedItem> Apply(IReadOnlyList<RankedItem> tracks)
    {
        double left = _seconds;
        double[] durations = [.. Require.NotNull(tracks).Select(track => _durations[Require.Index(track.Item, _durations.Length)])];
        var taken = new bool[durations.Length];
        for (int t = 0; t < durations.Length; t++)
        {
            if (durations[t] > left) continue;
            left -= durations[t];
            taken[t] = true;
        }
        if (Nearest(durations, taken, left) is >= 0 and var one) taken[one] = true;
        return [.. tracks.Where((_, t) => taken[t])];
    }

    // The track whose coming ends nearest to the time, though beyond it; -1 where none is near enough.
    private int Nearest(double[] durations, bool[] taken, double left)
    {
        var (best, least) = (-1, left);
        for (int t = 0; t < durations.Length; t++)
            if (!taken[t] && durations[t] - left <= _tolerance && durations[t] - left < least) (best, least) = (t, durations[t] - left);
        return best;
    }
}
