using System.Diagnostics;
using System.Runtime.InteropServices;
using MusicRec.Audio;
using Xunit.Abstractions;

namespace MusicRec.Tests.Audio;

public class AudioFileTests(ITestOutputHelper output)
{
    private static readonly float[] Ramp = [.. Enumerable.Range(0, 16000).Select(t => (t % 200 - 100) / 128f)];

    [Fact]
    public void A_part_is_loaded_in_the_form_asked_for()
    {
        using var folder = new ScratchFolder();
        short[] samples = [.. Enumerable.Range(0, 16000).Select(i => (short)(i % 2 == 0 ? i : 0))];
        string path = Write(folder, "a.wav", WavBytes.Make(MemoryMarshal.AsBytes<short>(samples).ToArray(), channels: 2));
        var mono = AudioFile.Load(path);
        Assert.Equal((8000, 1, 8000, false), (mono.SampleRate, mono.Channels, mono.Length, mono.IsTruncated));
        Assert.Equal(500 / 32768f, mono[0][500]);
        var part = AudioFile.Load(path, new() { Mono = false, Offset = TimeSpan.FromSeconds(0.25), Duration = TimeSpan.FromSeconds(0.5) });
        Assert.Equal((2, 4000), (part.Channels, part.Length));
        Assert.Equal(4000 / 32768f, part[0][0]);
        Assert.Equal(0, part[1].ToArray().Max());
        Assert.Equal(4000, AudioFile.Load(path, new() { SampleRate = 4000 }).Length);
        Assert.Equal(0, AudioFile.Load(path, new() { Offset = TimeSpan.FromHours(1) }).Length);
        Assert.Throws<MusicRecException>(() => AudioFile.Load(path, new() { MaxSamples = 15_999 }));
        Assert.Equal(8000, AudioFile.Load(path, new() { MaxSamples = 16_000 }).Length);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => AudioFile.Load(path, cancel: cancelled.Token));
    }

    [Fact]
    public void What_lies_before_the_offset_of_a_wave_file_is_not_read()
    {
        byte[] bytes = WavBytes.Make([.. Enumerable.Range(0, 40_000).SelectMany(i => BitConverter.GetBytes((short)i))], channels: 2);
        foreach (int cut in new[] { 0, 4, 70_001 })
        {
            foreach (int skip in new[] { 0, 1, 777, 2_400, 19_999, 20_000, 30_000 })
            {
                using var all = new WavReader(new MemoryStream(bytes[..^cut]));
                using var source = new MemoryStream(bytes[..^cut]);
                using var rest = new WavReader(source);
                float[] expected = ReadAll(all);
                long start = source.Position, skipped = rest.Skip(skip);
                Assert.Equal((Math.Min(skip, expected.Length / 2), start + 4 * skipped), (skipped, source.Position));
                Assert.Equal(expected[(2 * (int)skipped)..], ReadAll(rest));
                Assert.Equal(all.Truncated, rest.Truncated);
            }
        }

        static float[] ReadAll(WavReader reader)
        {
            var (samples, piece) = (new List<float>(), new float[600]);
            for (int got; (got = reader.Read(piece)) > 0;) samples.AddRange(piece[..(2 * got)]);
            return [.. samples];
        }
    }

    [Fact]
    public void A_file_cut_short_is_loaded_and_told_or_refused()
    {
        using var folder = new ScratchFolder();
        byte[] whole = WavBytes.Make(new byte[16000]);
        string path = Write(folder, "cut.wav", whole[..^4000]);
        var clip = AudioFile.Load(path, new() { SampleRate = 16000 });
        Assert.True(clip.IsTruncated);
        Assert.Equal(12000, clip.Length);
        Assert.Contains("cut short", Assert.Throws<MusicRecException>(() => AudioFile.Load(path, new() { AllowTruncated = false })).Message,
            StringComparison.Ordinal);
        Assert.False(AudioFile.Load(path, new() { Duration = TimeSpan.FromSeconds(0.5), AllowTruncated = false }).IsTruncated);
    }

    [Fact]
    public void What_is_no_sound_is_refused_with_every_decoders_reason()
    {
        using var folder = new ScratchFolder();
        Directory.CreateDirectory(folder.File("folder.wav"));
        Assert.Contains("is a folder",
            Assert.Throws<MusicRecException>(() => AudioFile.Load(folder.File("folder.wav"))).Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => AudioFile.Load(folder.File("none.wav")));
        foreach (string extension in new[] { "wav", "ogg", "mp3", "" })
        {
            foreach (int length in new[] { 0, 5000 })
            {
                string path = Write(folder, $"noise{length}.{extension}",
                    MemoryMarshal.AsBytes<float>(Draw.Floats(length / 4 + 1, 5)).ToArray()[..length]);
                var error = Assert.Throws<MusicRecException>(() => AudioFile.Load(path));
                foreach (var decoder in AudioFile.DefaultDecoders) Assert.Contains($"{decoder.Name}:", error.Message, StringComparison.Ordinal);
            }
        }
    }

    [DecoderFact(DecoderNeeds.Ffmpeg)]
    public void Every_format_is_read_whole_cut_and_damaged_by_every_decoder_there_is()
    {
        using var folder = new ScratchFolder();
        string wav = Write(folder, "a.wav", WavBytes.Make([.. Ramp.SelectMany(s => BitConverter.GetBytes((short)(20000 * s)))]));
        foreach (string name in new[] { "a.flac", "a.ogg", "a.opus", "a.mp3", "a.m4a" })
        {
            if (!Encode(wav, folder.File(name)))
            {
                output.WriteLine($"left out: this ffmpeg does not write {name}");
                continue;
            }
            byte[] whole = File.ReadAllBytes(folder.File(name));
            foreach (var decoder in AudioFile.DefaultDecoders.Where(d => d.TryOpen(folder.File(name), out var reader, out _) && Close(reader)))
            {
                var clip = AudioFile.Load(folder.File(name), new() { Decoders = [decoder] });
                Assert.False(clip.IsTruncated);
                Assert.InRange(clip.Duration.TotalSeconds, 1.95, 2.3); // encoders pad
                var random = new Random(name.Length);
                int told = 0;
                for (int round = 0; round < 4; round++)
                {
                    byte[] bytes = whole[..(round < 2 ? whole.Length * (round + 1) / 3 : whole.Length)];
                    for (int flip = 0; round >= 2 && flip < 3 * round; flip++) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                    told += Defined(Write(folder, "damaged" + name, bytes), decoder) ? 1 : 0;
                }
                output.WriteLine($"{name} by {decoder.Name}: {told} of 4 damaged files refused or told to be cut short");
            }
        }
    }

    [DecoderFact(DecoderNeeds.Ffmpeg | DecoderNeeds.SndFile)]
    public void A_lossless_file_is_the_same_from_both_decoders()
    {
        using var folder = new ScratchFolder();
        string wav = Write(folder, "a.wav", WavBytes.Make([.. Ramp.SelectMany(s => BitConverter.GetBytes((short)(20000 * s)))]));
        Assert.True(Encode(wav, folder.File("a.flac")));
        float[] expected = AudioFile.Load(wav)[0].ToArray();
        Assert.Equal(expected, AudioFile.Load(folder.File("a.flac"), new() { Decoders = [new SndFileDecoder()] })[0].ToArray());
        Assert.Equal(expected, AudioFile.Load(folder.File("a.flac"), new() { Decoders = AudioFile.IsolatedDecoders })[0].ToArray());
    }

    [DecoderFact(DecoderNeeds.Shell)]
    public void A_decoder_process_that_hangs_talks_or_fails_does_no_harm()
    {
        using var folder = new ScratchFolder();
        string path = Write(folder, "x.abc", [1]);
        Script(folder, "ffprobe", "echo sample_rate=8000; echo channels=1; echo duration=1.0");

        FfmpegDecoder patient = new(folder.Path, TimeSpan.FromMinutes(3)), hasty = new(folder.Path, TimeSpan.FromSeconds(5));
        Script(folder, "ffmpeg", "sleep 300");
        var clock = Stopwatch.StartNew();
        Assert.Contains("silent for 5 s", Assert.Throws<MusicRecException>(() => Load(hasty)).Message, StringComparison.Ordinal);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(200));

        Script(folder, "ffmpeg", "head -c 300000 /dev/zero | tr '\\0' x >&2; head -c 32000 /dev/zero");
        Assert.Equal((8000, false), (Load(patient).Length, Load(patient).IsTruncated));
        Script(folder, "ffmpeg", "head -c 16003 /dev/zero");
        Assert.Equal((4000, true), (Load(patient).Length, Load(patient).IsTruncated));
        Script(folder, "ffmpeg", "echo broken >&2; exit 3");
        Assert.Contains("exit code 3: broken", Assert.Throws<MusicRecException>(() => Load(patient)).Message, StringComparison.Ordinal);
        Script(folder, "ffmpeg", "cat /dev/zero");
        Assert.Contains("holds more than", Assert.Throws<MusicRecException>(() => Load(patient)).Message, StringComparison.Ordinal);
        Script(folder, "ffprobe", "sleep 300");
        Assert.Contains("did not answer", Assert.Throws<MusicRecException>(() => Load(hasty)).Message, StringComparison.Ordinal);

        AudioClip Load(FfmpegDecoder decoder) => AudioFile.Load(path, new() { Decoders = [decoder], MaxSamples = 1_000_000 });
    }

    [DecoderFact(DecoderNeeds.Shell)]
    public void A_length_that_is_not_the_sound_s_own_is_not_believed()
    {
        using var folder = new ScratchFolder();
        string path = Write(folder, "x.abc", [1]);
        var decoder = new FfmpegDecoder(folder.Path, TimeSpan.FromMinutes(3));
        Script(folder, "ffmpeg", "head -c 32000 /dev/zero");
        Assert.Equal(8000, Declared("echo duration=1.0; echo nb_streams=2; echo duration=6.0")); // a film longer than its sound
        Assert.Null(Declared("echo duration=N/A; echo nb_streams=2; echo duration=6.0"));
        Assert.Equal(48_000, Declared("echo duration=N/A; echo nb_streams=1; echo duration=6.0"));
        Assert.Null(Declared("echo 'Estimating duration from bitrate' >&2; echo duration=6.0; echo nb_streams=1; echo duration=6.0"));

        long? Declared(string lines)
        {
            Script(folder, "ffprobe", $"echo sample_rate=8000; echo channels=1; {lines}");
            Assert.Equal(8000, AudioFile.Load(path, new() { Decoders = [decoder] }).Length);
            using var reader = AudioFile.Open(path, [decoder]);
            return reader.DeclaredFrames;
        }
    }

    [DecoderFact(DecoderNeeds.Shell)]
    public void A_decoder_process_is_read_in_any_pieces_and_its_late_failure_told()
    {
        using var folder = new ScratchFolder();
        string path = Write(folder, "x.abc", [1]);
        Script(folder, "ffprobe", "echo sample_rate=8000; echo channels=2");
        Script(folder, "ffmpeg", "head -c 83 /dev/zero; echo broken >&2; exit 3");
        using var reader = AudioFile.Open(path, [new FfmpegDecoder(folder.Path, TimeSpan.FromMinutes(3))]);
        var piece = new float[9];
        Assert.Equal((0, 4, 4, 2, 0, 0), (reader.Read(piece.AsSpan(..1)), reader.Read(piece), reader.Read(piece), reader.Read(piece),
            reader.Read(piece), reader.Read(piece.AsSpan(..1))));
        Assert.True(reader.Truncated);
        Script(folder, "ffmpeg", "head -c 80 /dev/zero; exit 3");
        Assert.True(AudioFile.Load(path, new() { Decoders = [new FfmpegDecoder(folder.Path, TimeSpan.FromMinutes(3))] }).IsTruncated);
        Script(folder, "ffmpeg", "head -c 80 /dev/zero; exec >&-; sleep 300");
        Assert.True(AudioFile.Load(path, new() { Decoders = [new FfmpegDecoder(folder.Path, TimeSpan.FromSeconds(2))] }).IsTruncated);
    }

    [DecoderFact(DecoderNeeds.Shell)]
    public void A_decoder_process_that_hangs_is_ended_by_cancelling()
    {
        CancelWhile("ffmpeg");
        CancelWhile("ffprobe");
    }

    private static void CancelWhile(string hangs)
    {
        using var folder = new ScratchFolder();
        string path = Write(folder, "x.abc", [1]), number = folder.File("number");
        Script(folder, "ffprobe", "echo sample_rate=8000; echo channels=1; echo duration=1.0");
        Script(folder, "ffmpeg", "head -c 32000 /dev/zero");
        Script(folder, hangs, $"echo $$ > '{number}.part'; mv '{number}.part' '{number}'; exec sleep 300");
        using var cancel = new CancellationTokenSource();
        var load = Task.Run(() =>
            AudioFile.Load(path, new() { Decoders = [new FfmpegDecoder(folder.Path, TimeSpan.FromMinutes(4))] }, cancel.Token));
        Assert.True(SpinWait.SpinUntil(() => File.Exists(number), TimeSpan.FromMinutes(3)));
        cancel.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => load.GetAwaiter().GetResult());
        Assert.True(SpinWait.SpinUntil(() => !Directory.Exists($"/proc/{File.ReadAllText(number).Trim()}"), TimeSpan.FromMinutes(3)));
    }

    [DecoderFact(DecoderNeeds.Ffmpeg | DecoderNeeds.SndFile)]
    public void An_error_after_some_sound_leaves_that_sound()
    {
        using var folder = new ScratchFolder();
        float[] sound = [.. Ramp, .. Ramp, .. Ramp, .. Ramp];
        string wav = Write(folder, "a.wav", WavBytes.Make([.. sound.SelectMany(s => BitConverter.GetBytes((short)(20000 * s)))]));
        Assert.True(Encode(wav, folder.File("a.mp3")));
        byte[] bytes = File.ReadAllBytes(folder.File("a.mp3"));
        bytes.AsSpan(bytes.Length / 2, 2000).Clear(); // more than the decoder looks through for the next frame
        var clip = AudioFile.Load(Write(folder, "b.mp3", bytes), new() { Decoders = [new SndFileDecoder()] });
        Assert.True(clip.IsTruncated);
        Assert.InRange(clip.Length, 4000, 60_000);
    }

    [DecoderFact(DecoderNeeds.Shell)]
    public void A_pipe_is_no_sound_file_and_is_not_waited_for()
    {
        using var folder = new ScratchFolder();
        using var make = Process.Start("mkfifo", folder.File("pipe.wav"));
        make.WaitForExit();
        File.CreateSymbolicLink(folder.File("link.wav"), folder.File("pipe.wav"));
        foreach (string name in new[] { "pipe.wav", "link.wav" })
        {
            var load = Task.Run(() => AudioFile.Load(folder.File(name)));
            Assert.Same(load, Task.WhenAny(load, Task.Delay(TimeSpan.FromMinutes(1))).GetAwaiter().GetResult());
            var error = Assert.Throws<MusicRecException>(() => load.GetAwaiter().GetResult());
            Assert.Contains("no regular file", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_file_that_cannot_be_opened_is_left_to_the_other_decoders()
    {
        using var folder = new ScratchFolder();
        string path = Write(folder, "a.wav", WavBytes.Make(new byte[200]));
        using (var locked = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.False(new WavDecoder().TryOpen(path, out _, out string? reason));
            Assert.NotEmpty(reason);
        }
    }

    /// <summary>Loads a damaged file: a bounded clip or the documented error, and whether anything was said of the damage.</summary>
    private static bool Defined(string path, IAudioDecoder decoder)
    {
        try
        {
            var clip = AudioFile.Load(path, new() { Decoders = [decoder], MaxSamples = 10_000_000 });
            return clip.IsTruncated;
        }
        catch (MusicRecException)
        {
            return true;
        }
    }

    private static bool Close(IAudioReader reader)
    {
        reader.Dispose();
        return true;
    }

    private static bool Encode(string wav, string path)
    {
        using var process = Process.Start(new ProcessStartInfo("ffmpeg",
            ["-nostdin", "-v", "error", "-y", "-i", wav, path])
        { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private static string Write(ScratchFolder folder, string name, byte[] bytes)
    {
        File.WriteAllBytes(folder.File(name), bytes);
        return folder.File(name);
    }

    private static void Script(ScratchFolder folder, string name, string commands)
    {
        File.WriteAllText(folder.File(name), $"#!/bin/sh\n{commands}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder.File(name),
            UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
    }
}
