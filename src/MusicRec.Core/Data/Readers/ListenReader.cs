namespace MusicRec.Data;

/// <summary>Reads timestamped listening events as a stream: one sequence a user, in order of time. <see cref="EventSequences.ToInteractions"/> makes
/// a matrix
/// of them. Plain, gzip or a zip archive of one file.</summary>
public static class ListenReader
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; its name only shows in messages.</param>
    /// <param name="options">Its form; that of Last.fm 1K where null.</param>
    /// <param name="report">Receives the counts; needed to skip malformed lines.</param>
    /// <param name="progress">Receives the bytes read about every 4 MiB.</param>
    /// <param name="cancel">Ends the reading with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="MusicRecException">A malformed line (file, line number and text are named), damaged compression, or too many
    /// bytes.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static EventSequences Read(string path, ListenOptions? options = null, ReadReport? report = null,
        IProgress<ReadProgress>? progress = null, CancellationToken cancel = default)
    {
        options ??= new ListenOptions();
        var faults = new LineFaults(options, report);
        using var source = TextSource.Open(path, options, progress, cancel);
        return new ListenParser(options, faults).Read(source);
    }

    /// <summary>Reads a stream, and closes it.</summary>
    /// <param name="stream">The bytes, compressed or not.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="options">Its form; that of Last.fm 1K where null.</param>
    /// <param name="report">Receives the counts; needed to skip malformed lines.</param>
    /// <param name="progress">Receives the bytes read about every 4 MiB.</param>
    /// <param name="cancel">Ends the reading with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="MusicRecException">A malformed line (name, line number and text are named), damaged compression, or too many
    /// bytes.</exception>
    public static EventSequences Read(Stream stream, string name, ListenOptions? options = null, ReadReport? report = null,
        IProgress<ReadProgress>? progress = null, CancellationToken cancel = default)
    {
        options ??= new ListenOptions();
        var faults = new LineFaults(options, report);
        using var source = TextSource.Open(Require.NotNull(stream), name, options, progress, cancel);
        return new ListenParser(options, faults).Read(source);
    }
}
