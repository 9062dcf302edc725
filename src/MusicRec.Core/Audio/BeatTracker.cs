namespace MusicRec.Audio;

/// <summary>Beat tracking by dynamic programming (Ellis 2007): the beats b_1, b_2, .. that maximise
/// sum_i o[b_i] - tightness sum_i ln((b_i - b_(i-1)) / period)^2, with o the onset envelope by its standard deviation, smoothed by a Gaussian of
/// period / 32 frames. Predecessors are sought from half to two periods back.</summary>
public static class BeatTracker
{
    /// <summary>Finds the beats.</summary>
    /// <param name="envelope">Onset strengths; librosa's beat_track takes those of <see cref="OnsetOptions.Median"/>.</param>
    /// <param name="frameRate">Frames per second.</param>
    /// <param name="options">Tempo, tightness, trimming; null for librosa's defaults.</param>
    /// <returns>Tempo 0 and no beats where the envelope is all zeros.</returns>
    public static Beats Track(ReadOnlySpan<float> envelope, double frameRate, BeatOptions? options = null)
    {
        options ??= new();
        Require.Positive(frameRate);
        FiniteSamples.Require(envelope, 0, "the envelope");
        if (!envelope.ContainsAnyExcept(0f)) return new(0, []);
        double tempo = options.Tempo ?? Tempo.Candidates(envelope, frameRate, options.Estimate)[0].BeatsPerMinute;
        double frames = Math.Round(60 * frameRate / tempo);
        if (frames is < 1 or > 1 << 20)
            throw new ArgumentException($"At {tempo} beats per minute a beat is {frames} frames; it must be 1 to {1 << 20}.", nameof(options));
        int period = (int)frames;
        double[] local = LocalScores(envelope, period);
        List<int> beats = Path(local, period, options.Tightness);
        return new(tempo, Trim(beats, local, options.Trim));
    }

    private static double[] LocalScores(ReadOnlySpan<float> envelope, int period)
    {
        double mean = 0, variance = 0;
        foreach (float e in envelope) mean += e;
        mean /= envelope.Length;
        foreach (float e in envelope) variance += (e - mean) * (e - mean);
        double deviation = Math.Sqrt(variance / Math.Max(1, envelope.Length - 1)), scale = deviation > 0 ? 1 / deviation : 1;
        var scores = new double[envelope.Length];
        for (int offset = -Math.Min(period, envelope.Length - 1); offset <= Math.Min(period, envelope.Length - 1); offset++)
        {
            double x = 32.0 * offset / period, weight = scale * Math.Exp(-0.5 * x * x);
            for (int t = Math.Max(0, -offset); t < Math.Min(scores.Length, scores.Length - offset); t++) scores[t] += weight * envelope[t + offset];
        }
        return scores;
    }

    /// <summary>The best path back from its last beat, ascending.</summary>
    private static List<int> Path(double[] local, int period, double tightness)
    {
        var (total, back) = (new double[local.Length], new int[local.Length]);
        int nearest = Math.Max(1, (int)Math.Round(period / 2.0));
        var cost = new double[2 * period + 1]; // of a step
        for (int step = 1; step < cost.Length; step++) cost[step] = tightness * Math.Pow(Math.Log((double)step / period), 2);
        double weak = 0.01 * local.Max();
        bool begun = false; // no beat links back before the envelope first rises
        for (int t = 0; t < local.Length; t++)
        {
            (double best, int from) = (double.NegativeInfinity, -1);
            for (int step = nearest; step <= Math.Min(2 * period, t); step++)
            {
                double score = total[t - step] - cost[step];
                if (score > best) (best, from) = (score, t - step);
            }
            total[t] = local[t] + (from >= 0 ? best : 0);
            begun |= local[t] >= weak;
            back[t] = begun ? from : -1;
        }
        var beats = new List<int>();
        for (int t = Last(total); t >= 0; t = back[t]) beats.Add(t);
        beats.Reverse();
        return beats;
    }

    /// <summary>The last local maximum of at least half their median.</summary>
    private static int Last(double[] total)
    {
        var peaks = new List<int>();
        for (int t = 1; t < total.Length; t++)
            if (total[t] > total[t - 1] && (t == total.Length - 1 || total[t] >= total[t + 1])) peaks.Add(t);
        if (peaks.Count == 0) return total.Length - 1;
        double[] sorted = [.. peaks.Select(t => total[t]).Order()];
        double median = (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        int last = peaks.FindLastIndex(t => total[t] >= 0.5 * median);
        return last < 0 ? total.Length - 1 : peaks[last];
    }

    /// <summary>Without the beats at both ends whose score is at most the threshold: half the root mean square of the beats' scores smoothed by a
    /// Hann window of five, over two values more than there are beats, as librosa has it; 0 without trimming.</summary>
    private static int[] Trim(List<int> beats, double[] local, bool trim)
    {
        double[] hann = [0, 0.5, 1, 0.5, 0];
        int count = Math.Min(beats.Count + 2, local.Length);
        double square = 0;
        for (int i = 0; trim && i < count; i++)
        {
            double smooth = 0;
            for (int k = 0; k < hann.Length; k++)
                if (i + 2 - k >= 0 && i + 2 - k < beats.Count) smooth += hann[k] * local[beats[i + 2 - k]];
            square += smooth * smooth;
        }
        double threshold = trim ? 0.5 * Math.Sqrt(square / count) : 0;
        int first = Array.FindIndex(local, score => score > threshold), last = Array.FindLastIndex(local, score => score > threshold);
        return first < 0 ? [] : [.. beats.Where(t => t >= first && t <= last)];
    }
}
