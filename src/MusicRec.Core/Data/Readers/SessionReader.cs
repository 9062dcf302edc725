using System.Text.Unicode;

namespace MusicRec.Data;

/// <summary>The form of a file with one session or playlist a line: its items in playing order. The default is separated by blanks, without
/// ids.</summary>
public sealed record SessionOptions : ReaderOptions
{
    /// <summary>One ASCII character between items, not a line end; several in a row count as one, and so do those at either end.</summary>
    public char Separator { get; init => field = TextOptions.Separator(value); } = ' ';

    /// <summary>True where the first line is a header.</summary>
    public bool HasHeader { get; init; }

    /// <summary>True where the first field of a line is the id of the session, which must not come twice.</summary>
    public bool StartsWithId { get; init; }
}

/// <summary>Reads sessions or playlists, one a line, as a stream: plain, gzip or a zip archive of one file.
/// Items get indices in order of their first appearance. Blank lines are no sessions; the report counts them.</summary>
public static class SessionReader
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; its name only shows in messages.</param>
    /// <param name="options">Its form; separated by blanks, without ids, where null.</param>
    /// <param name="report">Receives the counts; needed to skip malformed lines.</param>
    /// <param name="progress">Receives the bytes read about every 4 MiB.</param>
    /// <param name="cancel">Ends the reading with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="MusicRecException">A malformed line (file, line number and text are named), damaged compression, or too many
    /// bytes.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static EventSequences Read(string path, SessionOptions? options = null, ReadReport? report = null,
        IProgress<ReadProgress>? progress = null, CancellationToken cancel = default)
    {
        options ??= new SessionOptions();
        var faults = new LineFaults(options, report);
        using var source = TextSource.Open(path, options, progress, cancel);
        return new Parser(options, faults).Read(source);
    }

    /// <summary>Reads a stream, and closes it.</summary>
    /// <param name="stream">The bytes, compressed or not.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="options">Its form; separated by blanks, without ids, where null.</param>
    /// <param name="report">Receives the counts; needed to skip malformed lines.</param>
    /// <param name="progress">Receives the bytes read about every 4 MiB.</param>
    /// <param name="cancel">Ends the reading with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="MusicRecException">A malformed line (name, line number and text are named), damaged compression, or too many
    /// bytes.</exception>
    public static EventSequences Read(Stream stream, string name, SessionOptions? options = null, ReadReport? report = null,
        IProgress<ReadProgress>? progress = null, CancellationToken cancel = default)
    {
        options ??= new SessionOptions();
        var faults = new LineFaults(options, report);
        using var source = TextSource.Open(Require.NotNull(stream), name, options, progress, cancel);
        return new Parser(options, faults).Read(source);
    }

    private sealed class Parser(SessionOptions options, LineFaults faults)
    {
        private readonly IdTable _ids = new(options.Encoding), _itemIds = new(options.Encoding);
        private readonly Column<int> _events = new();
        private readonly Column<long> _offsets = new();

        public EventSequences Read(TextSource source)
        {
            _offsets.Add(0);
            var lines = new LineReader(source, options);
            lines.ForEach(faults, options.HasHeader, Add);
            faults.Report.Entries += _events.Count;
            var ids = options.StartsWithId ? _ids.ToIdMap() : IdMap.Sequential(_offsets.Count - 1);
            return new EventSequences(ids, _itemIds.ToIdMap(), _offsets.Values.ToArray(), _events.Values.ToArray(), null, null, null);
        }

        private string? Add(ReadOnlySpan<byte> line)
        {
            if (options.Encoding == TextEncoding.Utf8 && !Utf8.IsValid(line)) return LineFaults.NotUtf8;
            bool id = options.StartsWithId;
            while (!line.IsEmpty)
            {
                int n = line.IndexOf((byte)options.Separator);
                var field = n < 0 ? line : line[..n];
                line = n < 0 ? [] : line[(n + 1)..];
                if (id)
                {
                    if (field.IsEmpty) return "the id of the session is empty";
                    if (_ids.Index(field) != _offsets.Count - 1) return "the id of the session came before";
                }
                else if (!field.IsEmpty)
                {
                    _events.Add(_itemIds.Index(field));
                }
                id = false;
            }
            _offsets.Add(_events.Count);
            return null;
        }
    }
}
