namespace MusicRec.Audio;

/// <summary>Picks peaks of an envelope (Boeck, Krebs, Schedl 2012). Frame t is a peak where it is the maximum of [t - PreMax, t + PostMax), at
/// least Delta above the mean of [t - PreAverage, t + PostAverage), and more than Wait frames after the last peak.</summary>
public sealed record PeakPicking
{
    /// <summary>Frames before, for the maximum.</summary>
    public int PreMax { get; init => field = Require.NotNegative(value); } = 1;

    /// <summary>Frames from the peak on, for the maximum, 1 or more.</summary>
    public int PostMax { get; init => field = Require.Positive(value); } = 1;

    /// <summary>Frames before, for the mean.</summary>
    public int PreAverage { get; init => field = Require.NotNegative(value); } = 4;

    /// <summary>Frames from the peak on, for the mean, 1 or more.</summary>
    public int PostAverage { get; init => field = Require.Positive(value); } = 5;

    /// <summary>Frames after a peak that cannot be one.</summary>
    public int Wait { get; init => field = Require.NotNegative(value); } = 1;

    /// <summary>Height above the mean. Default 0.07, for an envelope in [0, 1].</summary>
    public double Delta { get; init => field = Require.NotNegative(value); } = 0.07;

    /// <summary>librosa's settings for onsets: maximum over 30 ms, mean over 100 ms on both sides, 30 ms between onsets.</summary>
    /// <param name="frameRate">Frames per second.</param>
    public static PeakPicking ForOnsets(double frameRate)
    {
        Require.Positive(frameRate);
        int close = (int)(0.03 * frameRate), wide = (int)(0.1 * frameRate);
        return new() { PreMax = close, PostMax = 1, PreAverage = wide, PostAverage = wide + 1, Wait = close };
    }

    /// <summary>The peaks, ascending.</summary>
    /// <param name="envelope">Finite values.</param>
    public int[] Pick(ReadOnlySpan<float> envelope)
    {
        FiniteSamples.Require(envelope, 0, "the envelope");
        var peaks = new List<int>();
        for (int t = 0; t < envelope.Length; t++)
        {
            if (peaks.Count > 0 && t <= peaks[^1] + (long)Wait) continue;
            if (envelope[t] >= Max(Around(envelope, t, PreMax, PostMax)) &&
                envelope[t] >= Mean(Around(envelope, t, PreAverage, PostAverage)) + Delta) peaks.Add(t);
        }
        return [.. peaks];
    }

    private static ReadOnlySpan<float> Around(ReadOnlySpan<float> envelope, int t, int before, int after) =>
        envelope[Math.Max(0, t - before)..(int)Math.Min(envelope.Length, t + (long)after)];

    private static float Max(ReadOnlySpan<float> values)
    {
        float max = float.NegativeInfinity;
        foreach (float value in values) max = Math.Max(max, value);
        return max;
    }

    private static double Mean(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values) sum += value;
        return sum / values.Length;
    }
}
