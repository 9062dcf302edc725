using System.IO.Compression;

namespace MusicRec.Data;

/// <summary>Gzip that notices when the file was cut. The platform's decompressor ends quietly there, so we append one more gzip member that holds a
/// mark: only where everything before it was whole does the plain text end with the mark, which is held back.</summary>
internal sealed class WholeGzip : Stream
{
    private static readonly byte[] Mark = "\0end of gzip\0\u0001\u0002\u0003"u8.ToArray();
    private static readonly byte[] Member = Compress(Mark);
    private readonly GZipStream _gzip;
    private readonly byte[] _held = new byte[1 << 16];
    private int _from, _to; // bytes held: the last Mark.Length of them are not given out before the end
    private bool _ended;

    public WholeGzip(Stream compressed) => _gzip = new GZipStream(new PrefixedStream(default, compressed, Member), CompressionMode.Decompress);

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty) return 0;
        while (_to - _from <= Mark.Length && !_ended) Fill();
        int n = Math.Min(buffer.Length, _to - _from - Mark.Length);
        if (n <= 0) return 0;
        _held.AsSpan(_from, n).CopyTo(buffer);
        _from += n;
        return n;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _gzip.Dispose();
        base.Dispose(disposing);
    }

    private static byte[] Compress(byte[] bytes)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Optimal)) gzip.Write(bytes);
        return buffer.ToArray();
    }

    private void Fill()
    {
        _held.AsSpan(_from, _to - _from).CopyTo(_held);
        (_to, _from) = (_to - _from, 0);
        int n = _gzip.Read(_held.AsSpan(_to));
        _to += n;
        _ended = n == 0;
        if (_ended && !_held.AsSpan(_from, _to - _from).EndsWith(Mark)) throw new InvalidDataException("The compressed data end too early.");
    }
}
