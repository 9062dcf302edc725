namespace MusicRec.Audio;

/// <summary>Median of the window around each value, from i - width / 2 on; beyond the ends the values are mirrored, end values repeated. Of an even
/// width the upper of the two middle values.</summary>
internal static class RunningMedian
{
    /// <param name="source">Values, every <paramref name="stride"/>-th of them.</param>
    /// <param name="stride">From one value to the next, in source and destination.</param>
    /// <param name="count">Values.</param>
    /// <param name="width">Values in a window, up to 1023.</param>
    /// <param name="medians">Filled, every stride-th.</param>
    public static void Run(ReadOnlySpan<float> source, int stride, int count, int width, Span<float> medians)
    {
        Span<float> sorted = stackalloc float[width];
        int before = width / 2;
        for (int j = 0; j < width; j++) sorted[j] = source[Mirror(j - before, count) * stride];
        sorted.Sort();
        medians[0] = sorted[before];
        for (int i = 1; i < count; i++)
        {
            float gone = source[Mirror(i - 1 - before, count) * stride], come = source[Mirror(i - 1 - before + width, count) * stride];
            Replace(sorted, gone, come);
            medians[i * stride] = sorted[before];
        }
    }

    private static void Replace(Span<float> sorted, float gone, float come)
    {
        int at = sorted.BinarySearch(gone);
        for (; at + 1 < sorted.Length && sorted[at + 1] < come; at++) sorted[at] = sorted[at + 1];
        for (; at > 0 && sorted[at - 1] > come; at--) sorted[at] = sorted[at - 1];
        sorted[at] = come;
    }

    private static int Mirror(int i, int count)
    {
        if ((uint)i < (uint)count) return i;
        int period = 2 * count, u = (i % period + period) % period;
        return u < count ? u : period - 1 - u;
    }
}
