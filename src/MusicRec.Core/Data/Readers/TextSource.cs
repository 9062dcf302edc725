using System.IO.Compression;

namespace MusicRec.Data;

/// <summary>The plain bytes of a file, of a gzip file, or of the one entry of a zip archive, told apart by their first bytes.
/// Bounded in length, reporting progress, cancellable; damage of any kind is a <see cref="MusicRecException"/>.</summary>
internal sealed class TextSource : IDisposable
{
    private const int ProgressStep = 1 << 22;
    private readonly Stream _file;
    private readonly ZipArchive? _archive;
    private readonly Stream _plain;
    private readonly long _expected = -1; // the length a zip archive states
    private readonly long _limit;
    private readonly IProgress<ReadProgress>? _progress;
    private readonly CancellationToken _cancel;
    private long _read, _reported;

    private TextSource(Stream file, string name, long limit, IProgress<ReadProgress>? progress, CancellationToken cancel, long expected = -1)
    {
        (_file, Name, _limit, _progress, _cancel, _expected) = (file, name, limit, progress, cancel, expected);
        var head = new byte[4];
        int n = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (n >= 2 && head[0] == 0x1F && head[1] == 0x8B)
        {
            _plain = new WholeGzip(new PrefixedStream(head.AsMemory(0, n), file));
            _expected = -1; // an archive states the compressed length
        }
        else if (n == 4 && head[0] == 'P' && head[1] == 'K' && head[2] is 3 or 5 && head[3] is 4 or 6)
        {
            if (!file.CanSeek) throw new MusicRecException($"{name} is a zip archive, which can only be read from a file or a stream that can seek.");
            file.Position -= n;
            _archive = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            var entry = OnlyEntry(_archive, name);
            (_plain, _expected, Name) = (entry.Open(), entry.Length, $"{name}/{entry.FullName}");
        }
        else
        {
            _plain = new PrefixedStream(head.AsMemory(0, n), file);
        }
    }

    /// <summary>The file's name, with the entry's in an archive: for messages.</summary>
    public string Name { get; }

    /// <summary>Plain bytes read so far.</summary>
    public long BytesRead => _read;

    public static TextSource Open(string path, ReaderOptions options, IProgress<ReadProgress>? progress, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.SequentialScan);
        return Open(file, Path.GetFileName(path), options, progress, cancel);
    }

    /// <summary>Reads from a stream, which is closed with the source, or at once where it cannot be read.</summary>
    public static TextSource Open(Stream stream, string name, ReaderOptions options, IProgress<ReadProgress>? progress, CancellationToken cancel)
    {
        try { return new TextSource(stream, name, options.MaxDecompressedBytes, progress, cancel); }
        catch (Exception e)
        {
            stream.Dispose();
            if (e is InvalidDataException) throw Damaged(name, e);
            throw;
        }
    }

    /// <summary>Reads one entry of an archive.</summary>
    public static TextSource Open(ZipArchiveEntry entry, string name,
        ReaderOptions options, IProgress<ReadProgress>? progress, CancellationToken cancel)
    {
        try { return new TextSource(entry.Open(), name, options.MaxDecompressedBytes, progress, cancel, entry.Length); }
        catch (InvalidDataException e) { throw Damaged(name, e); }
    }

    /// <summary>Fills part of the buffer; 0 at the end of the file.</summary>
    public int Read(Span<byte> buffer)
    {
        _cancel.ThrowIfCancellationRequested();
        int n;
        try { n = _plain.Read(buffer); }
        catch (InvalidDataException e) { throw Damaged(Name, e); }
        catch (EndOfStreamException e) { throw Damaged(Name, e); }
        _read += n;
        if (_read > _limit)
        {
            throw new MusicRecException($"{Name} holds more than {_limit} bytes after decompression. " +
                "If that is right, raise MaxDecompressedBytes; else it may be a decompression bomb.");
        }
        if (n == 0 && _expected >= 0 && _read != _expected)
            throw new MusicRecException($"{Name} is damaged: it holds {_read} bytes where the archive says {_expected}. Fetch it again.");
        if (_progress is not null && (n == 0 || _read - _reported >= ProgressStep)) Report();
        return n;
    }

    public void Dispose()
    {
        _plain.Dispose();
        _archive?.Dispose();
        _file.Dispose();
    }

    private void Report()
    {
        _reported = _read;
        bool known = _file.CanSeek;
        _progress!.Report(new ReadProgress(known ? _file.Position : _read, known ? _file.Length : -1));
    }

    private static ZipArchiveEntry OnlyEntry(ZipArchive zip, string name)
    {
        var entries = zip.Entries.Where(e => !e.FullName.EndsWith('/') && !e.FullName.StartsWith("__MACOSX/", StringComparison.Ordinal))
            .Take(4).ToArray();
        return entries.Length == 1 ? entries[0] : throw new MusicRecException(entries.Length == 0
            ? $"{name} is a zip archive without any file."
            : $"{name} is a zip archive of several files ({string.Join(", ", entries.Select(e => e.FullName))} ...). Unpack the one to read.");
    }

    public static MusicRecException Damaged(string name, Exception e) => new($"{name} is damaged or cut short: {e.Message} Fetch it again.", e);
}
