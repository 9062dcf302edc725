namespace MusicRec.Audio;

/// <summary>Global tempo of an onset envelope: lags of the mean tempogram, r, under a log-normal prior of the tempo b:
/// s = ln(1 + 10^6 r) - (log2(b / Start) / Octaves)^2 / 2.</summary>
public static class Tempo
{
    /// <summary>Tempos at which s has a local maximum, the likeliest first, each weighted by exp(s). The first is librosa's tempo; others are
    /// often half, double or a third of it. Empty for an empty envelope.</summary>
    /// <param name="envelope">Onset strengths, shape [frames].</param>
    /// <param name="frameRate">Frames per second.</param>
    /// <param name="options">Prior and window; null for librosa's defaults.</param>
    /// <exception cref="ArgumentException">No whole lag within the window is below the tempo Max.</exception>
    public static TempoCandidate[] Candidates(ReadOnlySpan<float> envelope, double frameRate, TempoOptions? options = null)
    {
        options ??= new();
        Require.Positive(frameRate);
        FiniteSamples.Require(envelope, 0, "the envelope");
        int first = (int)Math.Floor(60 * frameRate / options.Max) + 1;
        double length = Math.Floor(options.Seconds * frameRate + 1e-9);
        if (length > 1 << 16 || first >= length)
            throw new ArgumentException(
                $"A window of {length} frames cannot tell tempos below {options.Max}; it needs {first + 1} to 65536: change Seconds.",
                nameof(options));
        if (envelope.IsEmpty) return [];
        double[] scores = new Tempogram((int)length).Mean(envelope);
        for (int lag = first; lag < scores.Length; lag++)
        {
            double octaves = Math.Log2(60 * frameRate / lag / options.Start) / options.Octaves;
            scores[lag] = Math.Log(1 + 1e6 * Math.Max(0, scores[lag])) - 0.5 * octaves * octaves;
        }
        return Peaks(scores, first, frameRate);
    }

    private static TempoCandidate[] Peaks(double[] scores, int first, double frameRate)
    {
        var peaks = new List<int>();
        for (int lag = first; lag < scores.Length; lag++)
        {
            bool rises = lag == first || scores[lag] > scores[lag - 1], falls = lag == scores.Length - 1 || scores[lag] >= scores[lag + 1];
            if (rises && falls) peaks.Add(lag);
        }
        double best = peaks.Max(lag => scores[lag]), total = peaks.Sum(lag => Math.Exp(scores[lag] - best));
        return [.. peaks.OrderByDescending(lag => scores[lag]).ThenBy(lag => lag)
            .Select(lag => new TempoCandidate(60 * frameRate / lag, Math.Exp(scores[lag] - best) / total))];
    }
}
