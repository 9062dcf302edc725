using System.Security.Cryptography;
using System.Text;
using MusicRec.Numerics;

namespace MusicRec.Audio;

/// <summary>Extracts the features of many sound files into a <see cref="FeatureStore"/>. A file's features are kept under the hash of its content
/// and the decoder's name, in a file named by the configuration: running again computes only what is missing, after a kill at any moment as well.
/// A file that cannot be decoded is told at the end; the others go on.</summary>
public sealed class FeatureExtraction
{
    /// <summary>Counts changes of the numbers that decoding, resampling and the library's front-ends give. Part of
    /// <see cref="Configuration"/>: what another version extracted is in another file and is not used.</summary>
    public const int Version = 1;

    private readonly IClipFeatures _features;
    private readonly ExtractionOptions _options;
    private readonly AudioLoadOptions _load;

    /// <summary>Makes the recipe.</summary>
    /// <param name="features">What to compute.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    public FeatureExtraction(IClipFeatures features, ExtractionOptions? options = null)
    {
        _features = Require.NotNull(features);
        _options = options ?? new();
        _load = _options.Load with { SampleRate = features.SampleRate, Mono = true };
        Configuration = FeatureText.Of(features.Configuration, features.SampleRate, features.Columns,
            _load.Offset.Ticks, _load.Duration?.Ticks, _load.AllowTruncated, $"version {Version}");
    }

    /// <summary>All that the features depend on besides the sound file and its decoder.</summary>
    public string Configuration { get; }

    /// <summary>The file in a folder that holds features of this configuration.</summary>
    public string StorePath(string folder) =>
        Path.Combine(folder, $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Configuration)))[..16]}.features");

    /// <summary>Extracts what the store does not have, and takes nothing away: an id that is no longer in the catalogue keeps its features, and one
    /// whose file now fails those of its earlier content; <see cref="ExtractionReport.Failures"/> tells the latter. The
    /// bytes written depend on the order of the catalogue, not on threads or interruptions.</summary>
    /// <param name="folder">Folder of the store; it is made where there is none.</param>
    /// <param name="files">The catalogue; ids must differ.</param>
    /// <param name="progress">Told after every file, in the order of the catalogue.</param>
    /// <param name="cancel">Cancels between files and within their decoding; finished files are kept.</param>
    /// <exception cref="ArgumentException">An id comes twice, is empty or too long.</exception>
    /// <exception cref="MusicRecException">The store is damaged in its head, or another extraction writes to it.</exception>
    public ExtractionReport Run(
        string folder, IReadOnlyList<SoundFile> files, IProgress<ExtractionStep>? progress = null, CancellationToken cancel = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        CheckIds(Require.NotNull(files));
        Directory.CreateDirectory(folder);
        string path = StorePath(folder);
        using var writer = new FeatureWriter(path, Configuration, _features.Columns);
        var run = new OrderedRun(files, writer, progress, cancel);
        // Not the team's own cancellation: it would skip a file that others wait for.
        WorkerTeam.Shared.Run(files.Count, WorkerTeam.Threads(_options.Threads),
            (i, _) => run.Do(i, () => Extract(files[i], writer, cancel)), CancellationToken.None);
        return new ExtractionReport(path, run.Extracted, files.Count - run.Extracted - run.Failures.Count, run.Failures, run.Truncated)
        {
            DamagedBytes = writer.DamagedBytes,
        };
    }

    // Decoders differ in sample counts and rounding, so the one that opens the file is part of the key.
    private FeatureResult Extract(SoundFile file, FeatureWriter writer, CancellationToken cancel)
    {
        using var reader = AudioFile.OpenBy(file.Path, _load.Decoders, cancel, out var decoder);
        string key = Key(file.Path, decoder.Name);
        if (writer.Has(key)) return new FeatureResult(key, null);
        var clip = AudioFile.LoadFrom(reader, file.Path, _load, cancel);
        float[] values = _features.Compute(clip[0]);
        FeatureRows.Check(values, _features.Columns);
        return new FeatureResult(key, values, clip.IsTruncated);
    }

    private static string Key(string path, string decoder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
        var block = new byte[1 << 16];
        for (int read; (read = file.Read(block)) > 0;) hash.AppendData(block.AsSpan(0, read));
        hash.AppendData(Encoding.UTF8.GetBytes($" {decoder}"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void CheckIds(IReadOnlyList<SoundFile> files)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (id, path) in files)
        {
            if (string.IsNullOrEmpty(id) || string.IsNullOrEmpty(path) || Encoding.UTF8.GetByteCount(id) > FeatureRecord.MaxIdBytes)
                throw new ArgumentException(
                    $"The entry '{id}' at '{path}' needs an id of 1 to {FeatureRecord.MaxIdBytes} bytes and a path.", nameof(files));
            if (!seen.Add(id)) throw new ArgumentException($"The id '{id}' comes twice in the catalogue; ids must differ.", nameof(files));
        }
    }
}
