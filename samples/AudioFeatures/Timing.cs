using MusicRec.Audio;
using Spectre.Console;

namespace MusicRec.Samples;

/// <summary>Where the time of a folder goes: decoding, mixing and conversion of the rate, features; CPU seconds of this process, one file after
/// another. What an ffmpeg process uses is not counted.</summary>
internal static class Timing
{
    /// <summary>Measures and prints; nothing is kept.</summary>
    /// <exception cref="MusicRecException">A file cannot be decoded.</exception>
    public static void Print(string folder, IClipFeatures features)
    {
        var files = SoundFile.InFolder(folder, (below, e) => Report.Print(below, e.Message));
        if (files.Count == 0) throw new MusicRecException($"'{folder}' has no sound file below it.");
        Measure(files[0].Path, features); // what is compiled at its first use is not timed
        var (sound, decoding, conversion, computing) = (TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
        foreach (var file in files)
        {
            var (length, decoded, converted, computed) = Measure(file.Path, features);
            (sound, decoding, conversion, computing) = (sound + length, decoding + decoded, conversion + converted, computing + computed);
        }
        string Each(TimeSpan part) => Screen.Number(part.TotalSeconds, "0.00");
        AnsiConsole.MarkupLineInterpolated($"{files.Count} files, {Screen.Number(sound.TotalMinutes, "0.0")} minutes of sound, CPU seconds: ");
        AnsiConsole.MarkupLineInterpolated(
            $"decoding and mixing {Each(decoding)}, conversion to {features.SampleRate} Hz {Each(conversion)}, features {Each(computing)}");
    }

    private static (TimeSpan Sound, TimeSpan Decoding, TimeSpan Conversion, TimeSpan Features) Measure(string path, IClipFeatures features)
    {
        var begin = Environment.CpuUsage.TotalTime;
        var clip = AudioFile.Load(path);
        var decoded = Environment.CpuUsage.TotalTime;
        var converted = Resampler.Resample(clip, features.SampleRate);
        var ready = Environment.CpuUsage.TotalTime;
        features.Compute(converted[0]);
        return (clip.Duration, decoded - begin, ready - decoded, Environment.CpuUsage.TotalTime - ready);
    }
}
