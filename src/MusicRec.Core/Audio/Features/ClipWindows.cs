using MusicRec.Numerics;

namespace MusicRec.Audio;

/// <summary>Where windows of a signal or of its frames lie: at random for training, one after another for prediction. All lengths in samples (or
/// frames). A signal shorter than the window gives one window, at 0, to be filled up with zeros by <see cref="Copy"/>.</summary>
public static class ClipWindows
{
    /// <summary>Starts of windows drawn uniformly from all that fit.</summary>
    /// <param name="length">Length of the signal.</param>
    /// <param name="window">Length of a window.</param>
    /// <param name="count">Windows to draw.</param>
    /// <param name="seed">Same seed, same windows.</param>
    /// <param name="stream">Tells signals apart under one seed, for instance the track's index or the epoch.</param>
    public static int[] Random(int length, int window, int count, ulong seed, ulong stream = 0)
    {
        int places = Places(length, window);
        var random = new CounterRandom(seed, CounterRandom.Mix(stream) ^ 45);
        var starts = new int[Require.NotNegative(count)];
        for (int i = 0; i < starts.Length; i++) starts[i] = random.Below((ulong)i, places);
        return starts;
    }

    /// <summary>Starts of windows one after another; a rest too short for a window is left out.</summary>
    /// <param name="length">Length of the signal.</param>
    /// <param name="window">Length of a window.</param>
    /// <param name="hop">From one start to the next; null for <paramref name="window"/>, without overlap.</param>
    /// <param name="trim">Share of the signal left out at each end, from 0 to below 0.5; not applied where less than a window would remain.</param>
    public static int[] Consecutive(int length, int window, int? hop = null, double trim = 0)
    {
        Places(length, window);
        int step = Require.Positive(hop ?? window, nameof(hop)), skip = (int)(length * Require.Between(trim, 0, Math.BitDecrement(0.5)));
        if (length - 2L * skip < window) skip = 0;
        var starts = new int[Math.Max(1, 1 + (length - 2 * skip - window) / step)];
        for (int i = 0; i < starts.Length; i++) starts[i] = skip + i * step;
        return starts;
    }

    /// <summary>Copies a window, with zeros where it goes beyond the signal.</summary>
    /// <param name="signal">Samples, or rows of <paramref name="columns"/> values.</param>
    /// <param name="start">First sample (or row).</param>
    /// <param name="destination">Filled, a whole window.</param>
    /// <param name="columns">Values per row; 1 for samples.</param>
    public static void Copy(ReadOnlySpan<float> signal, int start, Span<float> destination, int columns = 1)
    {
        int rows = FeatureRows.Count(signal.Length, Require.Positive(columns));
        FeatureRows.Count(destination.Length, columns);
        Require.Between(start, 0, rows);
        var part = signal[(start * columns)..];
        if (part.Length > destination.Length) part = part[..destination.Length];
        part.CopyTo(destination);
        destination[part.Length..].Clear();
    }

    private static int Places(int length, int window) => Math.Max(1, Require.NotNegative(length) - Require.Positive(window) + 1);
}
