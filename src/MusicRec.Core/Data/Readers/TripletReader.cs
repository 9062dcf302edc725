namespace MusicRec.Data;

/// <summary>Reads files of separated triplets (user, item, weight, perhaps a time) as a stream: plain, gzip or a zip archive of one file.
/// Users and items get indices in order of their first appearance.</summary>
public static class TripletReader
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; its name only shows in messages.</param>
    /// <param name="options">Its form; tab-separated without a header where null.</param>
    /// <param name="report">Receives the counts; needed to skip malformed lines.</param>
    /// <param name="progress">Receives the bytes read about every 4 MiB.</param>
    /// <param name="cancel">Ends the reading with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="MusicRecException">A malformed line (file, line number and text are named), damaged compression, or too many
    /// bytes.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Interactions Read(string path, TripletOptions? options = null, ReadReport? report = null,
        IProgress<ReadProgress>? progress = null, CancellationToken cancel = default)
    {
        options ??= new TripletOptions();
        var faults = new LineFaults(options, report);
        using var source = TextSource.Open(path, options, progress, cancel);
        return new TripletParser(options, faults).Read(source);
    }

    /// <summary>Reads a stream, and closes it.</summary>
    /// <param name="stream">The bytes, compressed or not.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="options">Its form; tab-separated without a header where null.</param>
    /// <param name="report">Receives the counts; needed to skip malformed lines.</param>
    /// <param name="progress">Receives the bytes read about every 4 MiB.</param>
    /// <param name="cancel">Ends the reading with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="MusicRecException">A malformed line (name, line number and text are named), damaged compression, or too many
    /// bytes.</exception>
    public static Interactions Read(Stream stream, string name, TripletOptions? options = null, ReadReport? report = null,
        IProgress<ReadProgress>? progress = null, CancellationToken cancel = default)
    {
        options ??= new TripletOptions();
        var faults = new LineFaults(options, report);
        using var source = TextSource.Open(Require.NotNull(stream), name, options, progress, cancel);
        return new TripletParser(options, faults).Read(source);
    }
}
