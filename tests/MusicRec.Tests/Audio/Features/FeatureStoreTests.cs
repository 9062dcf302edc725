using System.Runtime.InteropServices;
using MusicRec.Audio;

namespace MusicRec.Tests.Audio;

public sealed class FeatureStoreTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly List<SoundFile> _files = [];

    public FeatureStoreTests()
    {
        for (int i = 0; i < 7; i++) Write($"{i}.wav", 800 + 37 * i, seed: i);
    }

    private string Store => _folder.File("store");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_extracted_is_read()
    {
        var report = Run(new Blocks(16));
        Assert.Equal((7, 0, 0), (report.Extracted, report.Reused, report.Failures.Count));
        using var store = new FeatureStore(report.StorePath);
        Assert.Equal(_files.Select(file => file.Id), store.Ids);
        Assert.Equal((16, 7, 0L), (store.Columns, store.Count, store.IgnoredBytes));
        foreach (var file in _files)
            Assert.Equal(new Blocks(16).Compute(AudioFile.Load(file.Path, new() { SampleRate = 8000 })[0]), store[file.Id].ToArray());
        Assert.False(store.Contains("no such id"));
        Assert.Throws<KeyNotFoundException>(() => store["no such id"].Length);
        store.Dispose();
        Assert.Throws<ObjectDisposedException>(() => store["0.wav"].Length);
    }

    [Fact]
    public void A_kill_at_any_byte_costs_only_what_was_not_yet_whole()
    {
        string path = Run(new Blocks(16)).StorePath;
        byte[] whole = File.ReadAllBytes(path);
        for (int cut = 0; cut < whole.Length; cut += cut < 700 ? 29 : 331)
        {
            File.WriteAllBytes(path, whole[..cut]);
            var report = Run(new Blocks(16));
            Assert.Equal(7, report.Extracted + report.Reused);
            Assert.Equal(whole, File.ReadAllBytes(path));
        }
    }

    [Fact]
    public void A_store_that_is_cut_short_is_read_as_far_as_it_is_whole()
    {
        string path = Run(new Blocks(16)).StorePath;
        byte[] whole = File.ReadAllBytes(path);
        int last = 0;
        for (int cut = 0; cut < whole.Length; cut += 53)
        {
            File.WriteAllBytes(path, whole[..cut]);
            try
            {
                using var store = new FeatureStore(path);
                Assert.InRange(store.Count, last, 7);
                last = store.Count;
                foreach (string id in store.Ids) Assert.NotEmpty(store[id].ToArray());
            }
            catch (MusicRecException) { Assert.True(cut < 256, $"cut at {cut}"); } // within the head
        }
        Assert.Equal(6, last);
    }

    [Fact]
    public void A_changed_byte_is_told_or_does_not_matter()
    {
        string path = Run(new Blocks(16)).StorePath;
        byte[] whole = File.ReadAllBytes(path);
        var right = new Dictionary<string, float[]>();
        using (var store = new FeatureStore(path)) foreach (string id in store.Ids) right[id] = store[id].ToArray();
        for (int at = 0; at < whole.Length; at += 13)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 0x81;
            File.WriteAllBytes(path, damaged);
            try
            {
                using var store = new FeatureStore(path);
                foreach (string id in store.Ids) Assert.Equal(right[id], store[id].ToArray());
            }
            catch (MusicRecException) { }
        }
    }

    [Fact]
    public void A_changed_byte_costs_one_record_and_not_those_behind_it()
    {
        _files.Add(new("again", _files[1].Path)); // shares the features of the second
        string path = Run(new Blocks(16)).StorePath;
        byte[] whole = File.ReadAllBytes(path);
        int record = whole.AsSpan().IndexOf("MRFRAME1"u8);
        for (int damaged = 0; record >= 0; damaged++)
        {
            byte[] bytes = [.. whole];
            bytes[record + 42] ^= 1; // of the number of rows
            File.WriteAllBytes(path, bytes);
            int lost = damaged == 1 ? 2 : 1;
            using (var store = new FeatureStore(path))
            {
                Assert.Equal(8 - lost, store.Count);
                Assert.Equal(damaged == 7, store.DamagedBytes == 0); // the last record looks unfinished
            }
            var report = Run(new Blocks(16));
            Assert.Equal((damaged == 7 ? 0 : 1, 8), (report.Extracted, report.Extracted + report.Reused));
            Assert.Equal(damaged == 7, report.DamagedBytes == 0);
            using (var store = new FeatureStore(path))
                foreach (var file in _files) Assert.NotEmpty(store[file.Id].ToArray());
            int next = whole.AsSpan(record + 8).IndexOf("MRFRAME1"u8);
            record = next < 0 ? -1 : record + 8 + next;
        }
    }

    [Theory]
    [InlineData(2), InlineData(7)]
    public void The_same_bytes_come_from_any_number_of_threads(int threads)
    {
        byte[] one = File.ReadAllBytes(Run(new Blocks(16), threads: 1).StorePath);
        Directory.Delete(Store, recursive: true);
        Assert.Equal(one, File.ReadAllBytes(Run(new Blocks(16), threads: threads).StorePath));
    }

    [Fact]
    public void A_changed_file_is_extracted_again_and_nothing_else()
    {
        Run(new Blocks(16));
        var before = File.GetLastWriteTimeUtc(_files[3].Path);
        Write("3.wav", 800 + 37 * 3, seed: 99, add: false);
        File.SetLastWriteTimeUtc(_files[3].Path, before); // same size and time: the content decides
        var report = Run(new Blocks(16));
        Assert.Equal((1, 6), (report.Extracted, report.Reused));
        using var store = new FeatureStore(report.StorePath);
        Assert.Equal(new Blocks(16).Compute(AudioFile.Load(_files[3].Path, new() { SampleRate = 8000 })[0]), store["3.wav"].ToArray());
    }

    [Fact]
    public void The_same_content_under_another_id_is_not_extracted_again()
    {
        Run(new Blocks(16));
        File.Copy(_files[2].Path, _folder.File("copy.wav"));
        _files.Add(new("copy", _folder.File("copy.wav")));
        var report = Run(new Blocks(16));
        Assert.Equal((0, 8), (report.Extracted, report.Reused));
        using var store = new FeatureStore(report.StorePath);
        Assert.Equal(store["2.wav"].ToArray(), store["copy"].ToArray());
        byte[] before = File.ReadAllBytes(report.StorePath);
        Run(new Blocks(16));
        Assert.Equal(before, File.ReadAllBytes(report.StorePath));
    }

    [Fact]
    public void Other_options_are_another_key()
    {
        string[] paths =
        [
            Run(new Blocks(16)).StorePath,
            Run(new Blocks(32)).StorePath,
            Run(new Blocks(16), load: new() { Duration = TimeSpan.FromSeconds(0.05) }).StorePath,
            Run(new Blocks(16), load: new() { Offset = TimeSpan.FromSeconds(0.05) }).StorePath,
        ];
        Assert.Equal(4, paths.Distinct().Count());
    }

    [Fact]
    public void Another_decoder_is_another_key()
    {
        Run(new Blocks(16), load: new() { Decoders = [new WavDecoder()] });
        Assert.Equal(7, Run(new Blocks(16), load: new() { Decoders = [new Renamed()] }).Extracted);
        Assert.Equal(7, Run(new Blocks(16), load: new() { Decoders = [new WavDecoder()] }).Reused);
    }

    [DecoderFact(DecoderNeeds.Shell)]
    public void A_process_decodes_only_what_the_store_does_not_have()
    {
        if (OperatingSystem.IsWindows()) return;
        foreach (string name in (string[])["ffprobe", "ffmpeg"])
        {
            File.WriteAllText(_folder.File(name), $"""
                #!/bin/sh
                echo run >> '{_folder.File("runs of " + name)}'
                {(name == "ffmpeg" ? "head -c 32000 /dev/zero" : "echo sample_rate=8000; echo channels=1; echo duration=1.0")}
                """);
            File.SetUnixFileMode(_folder.File(name), UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        }
        var load = new AudioLoadOptions { Decoders = [new FfmpegDecoder(_folder.Path, TimeSpan.FromMinutes(3))] };
        Assert.Equal((7, 0), (Run(new Blocks(16), load: load).Extracted, Run(new Blocks(16), load: load).Extracted));
        Assert.Equal((14, 7), (Runs("ffprobe"), Runs("ffmpeg")));

        int Runs(string name) => File.ReadAllLines(_folder.File("runs of " + name)).Length;
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(7)]
    public void A_file_that_fails_is_told_and_the_others_go_on(int threads)
    {
        File.WriteAllText(_files[1].Path, "not sound");
        File.Delete(_files[4].Path);
        var steps = new List<ExtractionStep>();
        var report = Run(new Blocks(16, fails: 800 + 37 * 6), threads: threads, progress: new Steps(steps));
        Assert.Equal((4, 0), (report.Extracted, report.Reused));
        Assert.Equal(["1.wav", "4.wav", "6.wav"], report.Failures.Select(failure => failure.File.Id));
        Assert.IsType<MusicRecException>(report.Failures[0].Error);
        Assert.IsType<FileNotFoundException>(report.Failures[1].Error);
        Assert.IsType<InvalidOperationException>(report.Failures[2].Error);
        Assert.Equal(Enumerable.Range(1, 7), steps.Select(step => step.Done));
        Assert.Equal(3, steps[^1].Failed);
    }

    [Fact]
    public void A_slow_file_does_not_hold_up_the_others()
    {
        using var others = new CountdownEvent(5);
        int slow = 0;
        var features = new Told(samples =>
        {
            if (samples != 800) { if (!others.IsSet) others.Signal(); }
            else if (others.Wait(TimeSpan.FromMinutes(1))) slow++;
        });
        var report = Run(features, threads: 2);
        Assert.Equal((7, 1), (report.Extracted, slow));
        using var store = new FeatureStore(report.StorePath);
        Assert.Equal(_files.Select(file => file.Id), store.Ids);
    }

    [Fact]
    public void A_file_cut_short_is_extracted_as_far_as_it_goes_and_told()
    {
        byte[] whole = File.ReadAllBytes(_files[2].Path);
        File.WriteAllBytes(_files[2].Path, whole[..(whole.Length / 2)]);
        var report = Run(new Blocks(16));
        Assert.Equal((7, 0), (report.Extracted, report.Failures.Count));
        Assert.Equal([_files[2]], report.Truncated);
        using var store = new FeatureStore(report.StorePath);
        Assert.InRange(store[_files[2].Id].Length, 1, whole.Length / 4 - 1);
        Assert.Empty(Run(new Blocks(16)).Truncated); // of the files computed in this run
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(7)]
    public void A_cancelled_run_keeps_what_was_done(int threads)
    {
        using var cancel = new CancellationTokenSource();
        var progress = new Steps([], after: 3, cancel);
        Assert.Throws<OperationCanceledException>(() => Run(new Blocks(16), threads, progress: progress, cancel: cancel.Token));
        var report = Run(new Blocks(16));
        Assert.Equal((4, 3), (report.Extracted, report.Reused));
    }

    [Fact]
    public void Many_may_read_while_one_writes()
    {
        var some = new FeatureExtraction(new Blocks(16)).Run(Store, _files[..4]);
        using var early = new FeatureStore(some.StorePath);
        var inside = new Steps([], action: () =>
        {
            using var store = new FeatureStore(some.StorePath);
            Assert.InRange(store.Count, 4, 7);
            Assert.Throws<MusicRecException>(() => Run(new Blocks(16))); // a second writer
        });
        Run(new Blocks(16), threads: 1, progress: inside);
        Assert.Equal(4, early.Count);
        Parallel.For(0, 200, i => Assert.Equal(50 + 37 * (i % 4) / 16, early[$"{i % 4}.wav"].Length / 16));
    }

    [Fact]
    public void Bad_catalogues_and_foreign_files_are_refused()
    {
        var extraction = new FeatureExtraction(new Blocks(16));
        Assert.Throws<ArgumentException>(() => extraction.Run(Store, [_files[0], _files[0]]));
        Assert.Throws<ArgumentException>(() => extraction.Run(Store, [new("", "x.wav")]));
        Assert.Throws<ArgumentException>(() => extraction.Run(Store, [new(new string('x', 5000), "x.wav")]));
        Directory.CreateDirectory(Store);
        File.WriteAllBytes(extraction.StorePath(Store), new byte[5000]);
        Assert.Throws<MusicRecException>(() => extraction.Run(Store, _files));
        Assert.Equal(new byte[5000], File.ReadAllBytes(extraction.StorePath(Store)));
        Assert.Throws<MusicRecException>(() => new FeatureStore(extraction.StorePath(Store)));
        Assert.Throws<FileNotFoundException>(() => new FeatureStore(_folder.File("none")));
    }

    [Fact]
    public void A_folder_s_files_come_in_order_of_their_ids()
    {
        Directory.CreateDirectory(_folder.File("deep/er"));
        File.Copy(_files[0].Path, _folder.File("deep/er/x.WAV"));
        File.WriteAllText(_folder.File("notes.txt"), "");
        File.WriteAllText(_folder.File("y.mka"), "");
        Assert.Equal([.. _files.Select(file => file.Id), "deep/er/x.WAV", "y.mka"], SoundFile.InFolder(_folder.Path).Select(file => file.Id));
    }

    [Fact]
    public void The_text_of_options_is_the_same_in_every_culture_and_tells_all_of_them()
    {
        var culture = System.Globalization.CultureInfo.CurrentCulture;
        string here = FeatureText.Of(1.5, LogCompression.Decibel(), new MelOptions());
        var commas = (System.Globalization.CultureInfo)System.Globalization.CultureInfo.InvariantCulture.Clone();
        commas.NumberFormat.NumberDecimalSeparator = ",";
        System.Globalization.CultureInfo.CurrentCulture = commas;
        Assert.Equal("1,5", $"{1.5}");
        try { Assert.Equal(here, FeatureText.Of(1.5, LogCompression.Decibel(), new MelOptions())); }
        finally { System.Globalization.CultureInfo.CurrentCulture = culture; }
        Assert.NotEqual(FeatureText.Of(LogCompression.Log1p()), FeatureText.Of(LogCompression.Log1p(1)));
        Assert.NotEqual(FeatureText.Of(new MfccOptions()), FeatureText.Of(new MfccOptions { Log = LogCompression.Natural() }));
    }

    [Fact]
    public void The_text_of_lists_tells_their_elements_and_what_hides_them_is_refused()
    {
        Assert.NotEqual(FeatureText.Of(new[] { 1, 2 }), FeatureText.Of(new[] { 1, 3 }));
        Assert.Equal("[1.5, [a, none]]; 3", FeatureText.Of(new List<object> { 1.5, new[] { "a", null } }, 3));
        Assert.Throws<ArgumentException>(() => FeatureText.Of(new object()));
        Assert.Throws<ArgumentException>(() => FeatureText.Of(new Hidden([1, 2])));
    }

    [Fact]
    public void What_has_left_the_catalogue_or_fails_now_keeps_its_features()
    {
        Run(new Blocks(16));
        File.WriteAllText(_files[2].Path, "not sound");
        _files.RemoveAt(5);
        var report = Run(new Blocks(16));
        Assert.Equal("2.wav", Assert.Single(report.Failures).File.Id);
        using var store = new FeatureStore(report.StorePath);
        Assert.True(store.Contains("2.wav") && store.Contains("5.wav"));
        Assert.Contains($"version {FeatureExtraction.Version}", store.Configuration, StringComparison.Ordinal);
    }

    private sealed record Hidden(int[] Values);

    private ExtractionReport Run(IClipFeatures features, int threads = 2, AudioLoadOptions? load = null,
        IProgress<ExtractionStep>? progress = null, CancellationToken cancel = default) =>
        new FeatureExtraction(features, new() { Threads = threads, Load = load ?? new() }).Run(Store, _files, progress, cancel);

    private void Write(string name, int samples, int seed, bool add = true)
    {
        short[] values = Array.ConvertAll(Draw.Floats(samples, seed), x => (short)(x * 30_000));
        File.WriteAllBytes(_folder.File(name), WavBytes.Make(MemoryMarshal.AsBytes(values.AsSpan()).ToArray()));
        if (add) _files.Add(new(name, _folder.File(name)));
    }

    /// <summary>The samples themselves, cut into rows; fails on clips of a given length.</summary>
    private sealed class Blocks(int columns, int fails = -1) : IClipFeatures
    {
        public string Configuration => "blocks";
        public int SampleRate => 8000;
        public int Columns => columns;

        public float[] Compute(ReadOnlySpan<float> samples) => samples.Length == fails
            ? throw new InvalidOperationException("asked to fail")
            : samples[..(samples.Length / columns * columns)].ToArray();
    }

    private sealed class Told(Action<int> lengths) : IClipFeatures
    {
        public string Configuration => "told";
        public int SampleRate => 8000;
        public int Columns => 1;

        public float[] Compute(ReadOnlySpan<float> samples)
        {
            lengths(samples.Length);
            return [samples.Length];
        }
    }

    private sealed class Renamed : IAudioDecoder
    {
        public string Name => "renamed";

        public bool TryOpen(string path, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IAudioReader? reader,
            [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out string? reason) => new WavDecoder().TryOpen(path, out reader, out reason);
    }

    private sealed class Steps(
        List<ExtractionStep> steps, int after = int.MaxValue, CancellationTokenSource? cancel = null, Action? action = null)
        : IProgress<ExtractionStep>
    {
        public void Report(ExtractionStep value)
        {
            steps.Add(value);
            action?.Invoke();
            if (value.Done == after) cancel!.Cancel();
        }
    }
}
