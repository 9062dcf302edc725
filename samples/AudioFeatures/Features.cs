using System.Diagnostics;
using MusicRec.Audio;
using Spectre.Console;

namespace MusicRec.Samples;

/// <summary>Features of one file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Seconds">Length of the sound.</param>
/// <param name="Truncated">The file ended before its declared length.</param>
/// <param name="Plan">What made them.</param>
/// <param name="Axis">What its bins stand for.</param>
/// <param name="Values">[frames, bins].</param>
internal sealed record Features(string Path, double Seconds, bool Truncated, IFrontEnd Plan, BinAxis Axis, float[] Values)
{
    /// <summary>Number of frames.</summary>
    public int Frames => Values.Length / Plan.Bins;

    /// <summary>Decodes a file and extracts, with a bar, and tells how long each took.</summary>
    /// <exception cref="MusicRecException">It cannot be decoded, or holds no sound.</exception>
    public static Features Of(string path, FrontEndChoice choice)
    {
        var clock = Stopwatch.StartNew();
        var (features, decoded) = Screen.WithBar("decoding, then features", 2, advance =>
        {
            var clip = AudioFile.Load(path, new AudioLoadOptions { SampleRate = choice.SampleRate });
            if (clip.Length == 0) throw new MusicRecException($"'{path}' holds no sound.");
            var decoding = clock.Elapsed;
            advance();
            var (plan, axis) = choice.Plan(clip.SampleRate);
            var values = new float[plan.FrameCount(clip.Length) * plan.Bins];
            plan.Transform(clip[0], values);
            advance();
            return (new Features(path, clip.Duration.TotalSeconds, clip.IsTruncated, plan, axis, values), decoding);
        });
        string cut = features.Truncated ? "; the file ends before its declared length" : "";
        string times = $"decoding {Screen.Number(decoded.TotalMilliseconds, "0.0")} ms";
        times += $", features {Screen.Number((clock.Elapsed - decoded).TotalMilliseconds, "0.0")} ms";
        AnsiConsole.MarkupLineInterpolated($"{Screen.Number(features.Seconds, "0.00")} s of sound: {times}{cut}.");
        return features;
    }
}
