using System.Runtime.CompilerServices;

namespace MusicRec.Data;

/// <summary>Lines of a source, without their ends (LF or CRLF), as spans over one large buffer. A byte order mark is skipped; UTF-16 is
/// refused.</summary>
internal sealed class LineReader
{
    private const int SmallBuffer = 1 << 12, LargeBuffer = 1 << 18; // it grows with the source, so that small sources stay cheap
    private readonly TextSource _source;
    private readonly ReaderOptions _options;
    private byte[] _buffer = new byte[SmallBuffer];
    private int _from, _to;
    private bool _ended, _full;

    public LineReader(TextSource source, ReaderOptions options)
    {
        (_source, _options) = (source, options);
        while (_to < 3 && !_ended) Fill();
        var head = _buffer.AsSpan(0, _to);
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            throw new MusicRecException($"{source.Name} begins with the byte order mark of UTF-16. Convert it to UTF-8.");
        if (head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) _from = 3;
    }

    /// <summary>Number of the line last read, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>True where the line last read is longer than allowed; its span then holds its beginning only.</summary>
    public bool TooLong { get; private set; }

    public string Name => _source.Name;

    /// <summary>The next line; it is valid until the next call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        int n = _buffer.AsSpan(_from, _to - _from).IndexOf((byte)'\n');
        if (n < 0) return TryReadSlowly(out line);
        line = Trim(_buffer.AsSpan(_from, n));
        _from += n + 1;
        Line++;
        TooLong = line.Length > _options.MaxLineBytes;
        return true;
    }

    /// <summary>Hands on every line but headers and blank ones, and counts. The function returns null, or why the line cannot be used.</summary>
    public void ForEach(LineFaults faults, bool hasHeader, Func<ReadOnlySpan<byte>, string?> add)
    {
        var report = faults.Report;
        while (TryRead(out var line))
        {
            if (hasHeader && Line == 1)
            {
                report.Headers++;
                continue;
            }
            if (line.IsEmpty || (line[0] <= ' ' && line.Trim(" \t"u8).IsEmpty))
            {
                report.Blank++;
                continue;
            }
            string? fault = TooLong ? $"the line is longer than {_options.MaxLineBytes} bytes" : add(line);
            if (fault is not null) faults.Reject(Name, Line, line, fault);
        }
        report.Lines += Line;
        report.Bytes += _source.BytesRead;
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> line) => line.Length > 0 && line[^1] == '\r' ? line[..^1] : line;

    private bool TryReadSlowly(out ReadOnlySpan<byte> line)
    {
        TooLong = false;
        for (int searched = _to - _from; !_ended; searched = _to - _from)
        {
            Fill();
            int n = _buffer.AsSpan(_from + searched, _to - _from - searched).IndexOf((byte)'\n');
            if (n >= 0 && !TooLong) return TryRead(out line);
            if (n >= 0 || TooLong || _to - _from > _options.MaxLineBytes + 1L) return PassLongLine(out line);
        }
        line = Trim(_buffer.AsSpan(_from, _to - _from));
        bool any = _to > _from;
        _from = _to;
        if (any) Line++;
        TooLong = line.Length > _options.MaxLineBytes;
        return any;
    }

    // Keeps the beginning of the line and throws the rest away up to its end.
    private bool PassLongLine(out ReadOnlySpan<byte> line)
    {
        line = _buffer.AsSpan(_from, Math.Min(_to - _from, 128)).ToArray();
        while (true)
        {
            int n = _buffer.AsSpan(_from, _to - _from).IndexOf((byte)'\n');
            _from = n < 0 ? _to : _from + n + 1;
            if (n >= 0 || _ended) break;
            Fill();
        }
        Line++;
        return TooLong = true;
    }

    // Moves what is left to the front and reads on; the buffer doubles where one line fills it, and while it is small and the source fills it.
    private void Fill()
    {
        int rest = _to - _from;
        if (_from > 0)
        {
            _buffer.AsSpan(_from, rest).CopyTo(_buffer);
            (_from, _to) = (0, rest);
        }
        if (_to == _buffer.Length || (_full && _buffer.Length < LargeBuffer)) Array.Resize(ref _buffer, checked(_buffer.Length * 2));
        int n = _source.Read(_buffer.AsSpan(_to));
        _to += n;
        _full = _to == _buffer.Length;
        _ended = n == 0;
    }
}
