using System.Diagnostics;
using MusicRec.Audio;

namespace MusicRec.Samples;

/// <summary>Features of one file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Seconds">Length of the sound.</param>
/// <param name="Truncated">The file ended before its declared length.</param>
/// <param name="Plan">What made them.</param>
/// <param name="Axis">What its bins stand for.</param>
/// <param name="Values">[frames, bins].</param>
/// <param name="DecodeSeconds">Time of decoding and converting the rate.</param>
/// <param name="ExtractSeconds">Time of the front-end.</param>
internal sealed record Features(
    string Path, double Seconds, bool Truncated, IFrontEnd Plan, BinAxis Axis, float[] Values, double DecodeSeconds, double ExtractSeconds)
{
    /// <summary>Number of frames.</summary>
    public int Frames => Values.Length / Plan.Bins;

    /// <summary>Decodes a file and extracts.</summary>
    /// <exception cref="MusicRecException">It cannot be decoded, or holds no sound.</exception>
    public static Features Of(string path, FrontEndChoice choice)
    {
        var clock = Stopwatch.StartNew();
        var clip = AudioFile.Load(path, new AudioLoadOptions { SampleRate = choice.SampleRate });
        if (clip.Length == 0) throw new MusicRecException($"'{path}' holds no sound.");
        double decoded = clock.Elapsed.TotalSeconds;
        var (plan, axis) = choice.Plan(clip.SampleRate);
        var values = new float[plan.FrameCount(clip.Length) * plan.Bins];
        plan.Transform(clip[0], values);
        return new(path, clip.Duration.TotalSeconds, clip.IsTruncated, plan, axis, values, decoded, clock.Elapsed.TotalSeconds - decoded);
    }

    /// <summary>Mean and standard deviation of all values.</summary>
    public (double Mean, double Deviation) Moments()
    {
        double mean = Values.Average(v => (double)v);
        return (mean, Math.Sqrt(Values.Average(v => (v - mean) * (v - mean))));
    }
}
