namespace MusicRec.Audio;

/// <summary>Onset detection: the peaks of an onset envelope laid between 0 and 1.</summary>
public static class Onsets
{
    /// <summary>Frames at which notes begin, ascending; none where the envelope is constant.</summary>
    /// <param name="envelope">Onset strengths, as of <see cref="OnsetStrength"/>.</param>
    /// <param name="frameRate">Frames per second.</param>
    /// <param name="picking">How peaks are picked; null for <see cref="PeakPicking.ForOnsets"/>.</param>
    public static int[] Detect(ReadOnlySpan<float> envelope, double frameRate, PeakPicking? picking = null)
    {
        Require.Positive(frameRate);
        FiniteSamples.Require(envelope, 0, "the envelope");
        float low = float.MaxValue, high = float.MinValue;
        foreach (float value in envelope) (low, high) = (Math.Min(low, value), Math.Max(high, value));
        if (high <= low) return [];
        var scaled = new float[envelope.Length];
        for (int t = 0; t < scaled.Length; t++) scaled[t] = (envelope[t] - low) / (high - low);
        return (picking ?? PeakPicking.ForOnsets(frameRate)).Pick(scaled);
    }
}
