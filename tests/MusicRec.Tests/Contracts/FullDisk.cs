namespace MusicRec.Tests.Contracts;

/// <summary>Passes so many bytes on, then fails as a full disk does.</summary>
internal sealed class FullDisk(Stream target, long capacity) : Stream
{
    private long _left = capacity;

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        int n = (int)Math.Min(_left, buffer.Length);
        target.Write(buffer[..n]);
        _left -= n;
        if (n < buffer.Length) throw new IOException("The disk is full.");
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    public override void Flush() => target.Flush();
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
}
