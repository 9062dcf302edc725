namespace MusicRec.Audio;

/// <summary>Deviation of a recording from A4 = 440 Hz: spectral peaks with parabolic interpolation, and the most frequent remainder against the grid
/// of bins.</summary>
public static class Tuning
{
    private const double Low = 150, High = 4000, PeakShare = 0.1;

    /// <summary>Estimates the deviation of a signal, with a Fourier transform of 2048 samples and a hop of 512.</summary>
    /// <param name="samples">Mono samples, finite.</param>
    /// <param name="sampleRate">Samples per second.</param>
    /// <param name="binsPerOctave">Bins of the grid. Default 12.</param>
    /// <param name="resolution">Width of a class, in bins. Default 0.01.</param>
    /// <returns>Lower edge of the fullest class, in bins, from -0.5 to below 0.5; 0 where there is no peak.</returns>
    public static double Estimate(ReadOnlySpan<float> samples, int sampleRate, int binsPerOctave = 12, double resolution = 0.01)
    {
        var spectrogram = new Spectrogram(sampleRate, magnitude: true);
        var frames = new float[(long)spectrogram.FrameCount(samples.Length) * spectrogram.Bins];
        spectrogram.Transform(samples, frames);
        return Estimate(frames, sampleRate, spectrogram.Stft.FftLength, binsPerOctave, resolution);
    }

    /// <summary>Estimates the deviation from a spectrogram, of magnitudes or of powers.</summary>
    /// <param name="spectrogram">Shape [frames, fftLength / 2 + 1].</param>
    /// <param name="sampleRate">Samples per second.</param>
    /// <param name="fftLength">Length of the Fourier transform.</param>
    /// <param name="binsPerOctave">Bins of the grid.</param>
    /// <param name="resolution">Width of a class, in bins.</param>
    /// <returns>As above.</returns>
    public static double Estimate(ReadOnlySpan<float> spectrogram, int sampleRate, int fftLength, int binsPerOctave, double resolution = 0.01)
    {
        Require.Positive(sampleRate);
        Require.Positive(binsPerOctave);
        Require.Fraction(resolution);
        int bins = Require.Between(fftLength, 4, 1 << 24) / 2 + 1;
        Require.Length(spectrogram.Length, spectrogram.Length / bins * (long)bins, nameof(spectrogram));
        var (pitches, heights) = (new List<float>(), new List<float>());
        for (int f = 0; f < spectrogram.Length; f += bins)
            AddPeaks(spectrogram.Slice(f, bins), (double)sampleRate / fftLength, sampleRate, pitches, heights);
        if (pitches.Count == 0) return 0;
        float[] sorted = [.. heights];
        Array.Sort(sorted);
        double median = (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2f;
        int classes = (int)Math.Ceiling(1 / resolution);
        var counts = new int[classes];
        for (int i = 0; i < pitches.Count; i++)
        {
            if (heights[i] < median) continue;
            double steps = binsPerOctave * Math.Log2(pitches[i] / 27.5), rest = steps - Math.Floor(steps);
            if (rest >= 0.5) rest--;
            counts[Math.Clamp((int)Math.Floor((rest + 0.5) * classes), 0, classes - 1)]++;
        }
        return -0.5 + (double)Array.IndexOf(counts, counts.Max()) / classes;
    }

    /// <summary>Peaks of one frame, above a tenth of its maximum: the top of the parabola through three bins, shift = -slope / curvature.</summary>
    private static void AddPeaks(ReadOnlySpan<float> s, double hertz, int sampleRate, List<float> pitches, List<float> heights)
    {
        float max = 0;
        foreach (float value in s) max = Math.Max(max, value);
        float floor = (float)(PeakShare * max);
        for (int k = 1; k < s.Length - 1; k++)
        {
            double frequency = k * hertz;
            if (frequency < Low || frequency >= Math.Min(High, sampleRate / 2.0)) continue;
            float below = s[k - 1] > floor ? s[k - 1] : 0, above = s[k + 1] > floor ? s[k + 1] : 0;
            if (!(s[k] > floor && s[k] > below && s[k] >= above)) continue;
            float curvature = s[k + 1] + s[k - 1] - 2 * s[k], slope = (s[k + 1] - s[k - 1]) / 2;
            float shift = Math.Abs(slope) >= Math.Abs(curvature) ? 0 : -slope / curvature;
            pitches.Add((float)((k + shift) * hertz));
            heights.Add(s[k] + 0.5f * slope * shift);
        }
    }
}
