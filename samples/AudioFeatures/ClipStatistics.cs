using MusicRec.Audio;

namespace MusicRec.Samples;

/// <summary>One row a clip: means and covariances of 20 MFCC (Mandel and Ellis, 2005), then means and deviations of 128 log-mel bands.</summary>
internal sealed class ClipStatistics : IClipFeatures
{
    private const int Rate = 22050, Coefficients = 20, Bands = 128, First = Coefficients + Coefficients * (Coefficients + 1) / 2;

    private static readonly Mfcc Cepstrum = new(Rate, options: new MfccOptions { Coefficients = Coefficients });
    private static readonly MelSpectrogram LogMel = new(Rate, log: LogCompression.Decibel());

    public string Configuration => $"clip statistics: {Coefficients} MFCC, mean and covariance; {Bands} log-mel bands, mean and deviation";

    public int SampleRate => Rate;

    public int Columns => First + 2 * Bands;

    public float[] Compute(ReadOnlySpan<float> samples)
    {
        if (samples.IsEmpty) return [];
        float[] cepstra = Frames(Cepstrum, samples), bands = Frames(LogMel, samples);
        return [.. Moments(cepstra, Coefficients, full: true), .. Moments(bands, Bands, full: false)];
    }

    /// <summary>The two vectors of a row, by name.</summary>
    public static Dictionary<string, double[]> Named(ReadOnlySpan<float> row) => new()
    {
        ["mfcc-mean-covariance"] = Doubles(row[..First]),
        ["logmel-mean-deviation"] = Doubles(row[First..]),
    };

    private static double[] Doubles(ReadOnlySpan<float> values) => [.. values.ToArray().Select(value => (double)value)];

    private static float[] Frames(IFrontEnd plan, ReadOnlySpan<float> samples)
    {
        var frames = new float[plan.FrameCount(samples.Length) * plan.Bins];
        plan.Transform(samples, frames);
        return frames;
    }

    /// <summary>Means, then the upper triangle of the covariance; or means, then standard deviations.</summary>
    private static IEnumerable<float> Moments(float[] frames, int bins, bool full)
    {
        int count = frames.Length / bins;
        var mean = new double[bins];
        for (int i = 0; i < frames.Length; i++) mean[i % bins] += (double)frames[i] / count;
        var result = new List<double>(mean);
        for (int i = 0; i < bins; i++)
        {
            for (int j = i; j < (full ? bins : i + 1); j++)
            {
                double sum = 0;
                for (int f = 0; f < count; f++) sum += (frames[f * bins + i] - mean[i]) * (frames[f * bins + j] - mean[j]);
                result.Add(full ? sum / count : Math.Sqrt(sum / count));
            }
        }
        return result.Select(value => (float)value);
    }
}
