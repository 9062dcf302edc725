using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace MusicRec.Audio;

/// <summary>Reads a RIFF/RF64 WAVE stream front to back; only <see cref="Skip"/> seeks, where the stream can. The declared data length is a
/// limit, not a promise: a shorter stream ends early and says so in <see cref="Truncated"/>; 0 and 0xFFFFFFFF (written by streaming encoders)
/// mean 'to the end', but 0 before another chunk, as the RIFF size has it, means no samples.
/// Integer samples are divided by 2^(bits - 1); 8-bit ones are unsigned with zero at 128.</summary>
public sealed class WavReader : IAudioReader
{
    private const int MaxChannels = 256, MaxRate = 1 << 24, MaxChunks = 10_000;
    private const ushort Pcm = 1, Float = 3, Extensible = 0xFFFE;

    private readonly Stream _source;
    private readonly byte[] _buffer;
    private readonly int _frameBytes, _bits;
    private readonly bool _isFloat;
    private readonly byte[] _ahead = new byte[8]; // read to see whether a chunk follows an empty one
    private int _aheadAt = 8; // of its bytes, those that were handed on
    private long _remaining; // bytes of the data chunk not yet read; long.MaxValue where unknown

    /// <summary>Reads the header.</summary>
    /// <param name="source">Positioned at the first byte; disposed with this object.</param>
    /// <exception cref="MusicRecException">Not a WAVE stream, or one of an unsupported encoding.</exception>
    public WavReader(Stream source)
    {
        _source = Require.NotNull(source);
        Span<byte> head = stackalloc byte[12];
        if (source.ReadAtLeast(head, 12, throwOnEndOfStream: false) < 12 || !Is(head[8..], "WAVE"u8) || !(Is(head, "RIFF"u8) || Is(head, "RF64"u8)))
            throw new MusicRecException("Not a WAVE file: it does not begin with a RIFF or RF64 header.");
        bool formatSeen = false;
        long? wideLength = null;
        uint riff = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
        long behind = riff == uint.MaxValue ? 0 : riff - 4L; // bytes of the RIFF that are not yet read
        for (int chunks = 0; ; chunks++)
        {
            if (chunks == MaxChunks || source.ReadAtLeast(head[..8], 8, throwOnEndOfStream: false) < 8)
                throw new MusicRecException(formatSeen ? "The WAVE file has no data chunk." : "The WAVE file has no format chunk.");
            uint size = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
            if (Is(head, "data"u8))
            {
                if (!formatSeen) throw new MusicRecException("The WAVE file's data comes before its format chunk.");
                _remaining = size is 0 or uint.MaxValue ? wideLength ?? (size == 0 && ChunkFollows(behind - 8) ? 0 : long.MaxValue) : size;
                break;
            }
            behind -= 8L + size + (size & 1);
            byte[] body = ReadChunk(size, keep: Is(head, "fmt "u8) || Is(head, "ds64"u8));
            if (Is(head, "fmt "u8)) (SampleRate, Channels, _bits, _isFloat, formatSeen) = Format(body);
            else if (Is(head, "ds64"u8) && body.Length >= 16) wideLength = WideLength(body);
        }
        _frameBytes = Channels * _bits / 8;
        _buffer = new byte[_frameBytes * Math.Max(1, 65536 / _frameBytes)];
        if (_remaining != long.MaxValue) DeclaredFrames = _remaining / _frameBytes;
    }

    /// <inheritdoc/>
    public int SampleRate { get; }

    /// <inheritdoc/>
    public int Channels { get; }

    /// <inheritdoc/>
    public long? DeclaredFrames { get; }

    /// <inheritdoc/>
    public bool Truncated { get; private set; }

    /// <inheritdoc/>
    public int Read(Span<float> interleaved)
    {
        int wanted = interleaved.Length / Channels, done = 0;
        while (done < wanted)
        {
            int bytes = (int)Math.Min(Math.Min((long)(wanted - done) * _frameBytes, _buffer.Length), _remaining / _frameBytes * _frameBytes);
            if (bytes == 0) break;
            int got = Fill(_buffer.AsSpan(0, bytes));
            int frames = got / _frameBytes;
            Convert(_buffer.AsSpan(0, frames * _frameBytes), interleaved[(done * Channels)..]);
            done += frames;
            if (got < bytes)
            {
                Truncated = DeclaredFrames is not null || got % _frameBytes != 0;
                _remaining = 0;
                break;
            }
            if (_remaining != long.MaxValue) _remaining -= bytes;
        }
        return done;
    }

    /// <inheritdoc/>
    public long Skip(long frames)
    {
        if (!_source.CanSeek || _aheadAt < _ahead.Length) return 0;
        long there = Math.Min(_remaining, Math.Max(0, _source.Length - _source.Position)) / _frameBytes;
        long skipped = Math.Min(Require.NotNegative(frames), there);
        _source.Position += skipped * _frameBytes;
        if (_remaining != long.MaxValue) _remaining -= skipped * _frameBytes;
        return skipped;
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    /// <summary>Whether the bytes that the RIFF holds behind an empty data chunk begin with a chunk, and not with samples of a stream whose
    /// lengths were never filled in.</summary>
    private bool ChunkFollows(long behind)
    {
        if (behind < 8) return false;
        int got = _source.ReadAtLeast(_ahead, _ahead.Length, throwOnEndOfStream: false);
        _aheadAt = _ahead.Length - got;
        if (_aheadAt > 0) _ahead.AsSpan(0, got).ToArray().CopyTo(_ahead.AsSpan(_aheadAt));
        return got == _ahead.Length && !_ahead.AsSpan(0, 4).ContainsAnyExceptInRange((byte)' ', (byte)'~')
            && BinaryPrimitives.ReadUInt32LittleEndian(_ahead.AsSpan(4)) <= behind - 8;
    }

    private int Fill(Span<byte> bytes)
    {
        int known = Math.Min(_ahead.Length - _aheadAt, bytes.Length);
        _ahead.AsSpan(_aheadAt, known).CopyTo(bytes);
        _aheadAt += known;
        return known + _source.ReadAtLeast(bytes[known..], bytes.Length - known, throwOnEndOfStream: false);
    }

    private void Convert(ReadOnlySpan<byte> bytes, Span<float> samples)
    {
        switch (_bits, _isFloat)
        {
            case (8, false):
                for (int i = 0; i < bytes.Length; i++) samples[i] = (bytes[i] - 128) * (1f / 128);
                break;
            case (16, false):
                var shorts = MemoryMarshal.Cast<byte, short>(bytes);
                for (int i = 0; i < shorts.Length; i++) samples[i] = shorts[i] * (1f / 32768);
                break;
            case (24, false):
                for (int i = 0; i < bytes.Length / 3; i++)
                    samples[i] = ((bytes[3 * i] << 8 | bytes[3 * i + 1] << 16 | bytes[3 * i + 2] << 24) >> 8) * (1f / (1 << 23));
                break;
            case (32, false):
                var ints = MemoryMarshal.Cast<byte, int>(bytes);
                for (int i = 0; i < ints.Length; i++) samples[i] = ints[i] * (1f / (1L << 31));
                break;
            case (32, true):
                MemoryMarshal.Cast<byte, float>(bytes).CopyTo(samples);
                break;
            default:
                var doubles = MemoryMarshal.Cast<byte, double>(bytes);
                for (int i = 0; i < doubles.Length; i++) samples[i] = (float)doubles[i];
                break;
        }
    }

    private static (int Rate, int Channels, int Bits, bool IsFloat, bool Seen) Format(ReadOnlySpan<byte> body)
    {
        if (body.Length < 16) throw new MusicRecException($"The WAVE format chunk has {body.Length} bytes; at least 16 are needed.");
        ushort tag = BinaryPrimitives.ReadUInt16LittleEndian(body), channels = BinaryPrimitives.ReadUInt16LittleEndian(body[2..]);
        uint rate = BinaryPrimitives.ReadUInt32LittleEndian(body[4..]);
        ushort bits = BinaryPrimitives.ReadUInt16LittleEndian(body[14..]);
        int container = channels == 0 ? 0 : 8 * BinaryPrimitives.ReadUInt16LittleEndian(body[12..]) / channels;
        if (container is 8 or 16 or 24 or 32 && container > bits && tag != Float) bits = (ushort)container; // 24 bits may lie at the top of 32
        if (tag == Extensible && body.Length >= 26) tag = BinaryPrimitives.ReadUInt16LittleEndian(body[24..]);
        if (channels is 0 or > MaxChannels) throw new MusicRecException($"The WAVE file claims {channels} channels; 1 to {MaxChannels} can be read.");
        if (rate is 0 or > MaxRate) throw new MusicRecException($"The WAVE file claims {rate} Hz; 1 to {MaxRate} can be read.");
        bool known = tag == Pcm ? bits is 8 or 16 or 24 or 32 : tag == Float && (bits is 32 or 64);
        if (!known) throw new MusicRecException(
            $"The WAVE file has encoding {tag} with {bits} bits; PCM of 8, 16, 24, 32 and float of 32, 64 bits can be read.");
        return ((int)rate, channels, bits, tag == Float, true);
    }

    private static long WideLength(ReadOnlySpan<byte> body)
    {
        long length = BinaryPrimitives.ReadInt64LittleEndian(body[8..]);
        return length > 0 ? length : long.MaxValue;
    }

    /// <summary>Reads or skips a chunk's body and its padding byte; a body to keep is bounded, the rest is passed over in pieces.</summary>
    private byte[] ReadChunk(uint size, bool keep)
    {
        int kept = keep ? (int)Math.Min(size, 1024) : 0;
        var body = new byte[kept];
        kept = _source.ReadAtLeast(body, kept, throwOnEndOfStream: false);
        Span<byte> waste = stackalloc byte[4096];
        for (long left = (long)size + (size & 1) - body.Length; left > 0;)
        {
            int got = _source.Read(waste[..(int)Math.Min(left, waste.Length)]);
            if (got == 0) break;
            left -= got;
        }
        return body[..kept];
    }

    private static bool Is(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> tag) => bytes[..4].SequenceEqual(tag);
}
