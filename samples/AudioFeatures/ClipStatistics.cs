using MusicRec.Audio;

namespace MusicRec.Samples;

/// <summary>One vector a clip, from frames of features.</summary>
internal static class ClipStatistics
{
    private const int Rate = 22050;

    private static readonly Mfcc Cepstrum = new(Rate, options: new MfccOptions { Coefficients = 20 });
    private static readonly MelSpectrogram LogMel = new(Rate, log: LogCompression.Decibel());

    /// <summary>Means and covariances of 20 MFCC (Mandel and Ellis, 2005), and means and deviations of 128 log-mel bands.</summary>
    public static Dictionary<string, double[]> Of(string path)
    {
        var clip = AudioFile.Load(path, new AudioLoadOptions { SampleRate = Rate });
        return new()
        {
            ["mfcc-mean-covariance"] = Moments(Frames(Cepstrum, clip), Cepstrum.Bins, full: true),
            ["logmel-mean-deviation"] = Moments(Frames(LogMel, clip), LogMel.Bins, full: false),
        };
    }

    private static float[] Frames(IFrontEnd plan, AudioClip clip)
    {
        var frames = new float[plan.FrameCount(clip.Length) * plan.Bins];
        plan.Transform(clip[0], frames);
        return frames;
    }

    /// <summary>Means, then the upper triangle of the covariance; or means, then standard deviations.</summary>
    private static double[] Moments(float[] frames, int bins, bool full)
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
        return [.. result];
    }
}
