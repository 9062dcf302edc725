namespace MusicRec.Data;

/// <summary>How to read playlists in JSON. <see cref="ReaderOptions.MaxLineBytes"/> bounds the longest text in them; the encoding must be
/// UTF-8.</summary>
public sealed record PlaylistOptions : ReaderOptions;

/// <summary>Reads slices of the Million Playlist Dataset and the challenge set of the same form (JSON), as a stream: a slice, plain or compressed, a
/// zip
/// archive of slices, or a folder of them. A sequence is a playlist: its id is the pid, its title the name; an item's id is the track's URI, its name
/// 'artist - track'; artist, album and duration are in <see cref="EventSequences.Tracks"/>. Tracks stand in order of "pos".</summary>
public static class PlaylistReader
{
    /// <summary>Reads a slice, an archive of slices or a folder of files *.json and *.json.gz.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="options">Limits, and what to do with malformed playlists (those without pid, or with a track without URI, or whose pid came
    /// before).
    /// Text that is no JSON is always an error.</param>
    /// <param name="report">Receives the counts; needed to skip malformed playlists.</param>
    /// <param name="progress">Receives the bytes read about every 4 MiB, file by file.</param>
    /// <param name="cancel">Ends the reading with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="MusicRecException">No such JSON (file, line and text are named), damaged compression, or too many bytes.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static EventSequences Read(string path, PlaylistOptions? options = null, ReadReport? report = null,
        IProgress<ReadProgress>? progress = null, CancellationToken cancel = default)
    {
        options = Check(options);
        var parser = new PlaylistParser(options, new LineFaults(options, report));
        using var folder = new DataFolder(path);
        var names = folder.Names.Count == 1 ? folder.Names : [.. folder.Names.Where(IsJson).OrderBy(Number)];
        if (names.Count == 0) throw new MusicRecException($"{path} holds no file *.json or *.json.gz.");
        foreach (string name in names)
        {
            using var source = folder.Open(name, options, progress, cancel);
            parser.Read(source);
        }
        return parser.Build();
    }

    /// <summary>Reads one slice from a stream, and closes it.</summary>
    /// <param name="stream">The bytes, compressed or not.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="options">Limits, and what to do with malformed playlists.</param>
    /// <param name="report">Receives the counts; needed to skip malformed playlists.</param>
    /// <param name="progress">Receives the bytes read about every 4 MiB.</param>
    /// <param name="cancel">Ends the reading with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="MusicRecException">No such JSON (name, line and text are named), damaged compression, or too many bytes.</exception>
    public static EventSequences Read(Stream stream, string name, PlaylistOptions? options = null, ReadReport? report = null,
        IProgress<ReadProgress>? progress = null, CancellationToken cancel = default)
    {
        options = Check(options);
        var parser = new PlaylistParser(options, new LineFaults(options, report));
        using var source = TextSource.Open(Require.NotNull(stream), name, options, progress, cancel);
        parser.Read(source);
        return parser.Build();
    }

    private static PlaylistOptions Check(PlaylistOptions? options) => options?.Encoding == TextEncoding.Latin1
        ? throw new ArgumentException("JSON is UTF-8; Latin1 cannot be asked for.", nameof(options))
        : options ?? new PlaylistOptions();

    private static bool IsJson(string name) =>
        name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".json.gz", StringComparison.OrdinalIgnoreCase);

    // mpd.slice.2000-2999.json comes after mpd.slice.1000-1999.json and before mpd.slice.10000-10999.json.
    private static long Number(string name)
    {
        var digits = Path.GetFileName(name).SkipWhile(c => !char.IsAsciiDigit(c)).TakeWhile(char.IsAsciiDigit).Take(18).ToArray();
        return digits.Length == 0 ? -1 : long.Parse(digits, System.Globalization.CultureInfo.InvariantCulture);
    }
}
