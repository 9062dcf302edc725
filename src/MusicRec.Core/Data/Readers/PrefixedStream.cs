namespace MusicRec.Data;

/// <summary>Some bytes, then a stream, then some more bytes: reading only.</summary>
internal sealed class PrefixedStream(ReadOnlyMemory<byte> prefix, Stream stream, ReadOnlyMemory<byte> suffix = default) : Stream
{
    private ReadOnlyMemory<byte> _prefix = prefix, _suffix = suffix;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty) return 0;
        if (!_prefix.IsEmpty) return Take(ref _prefix, buffer);
        int n = stream.Read(buffer);
        return n > 0 ? n : Take(ref _suffix, buffer);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static int Take(ref ReadOnlyMemory<byte> rest, Span<byte> buffer)
    {
        int n = Math.Min(rest.Length, buffer.Length);
        rest.Span[..n].CopyTo(buffer);
        rest = rest[n..];
        return n;
    }
}
