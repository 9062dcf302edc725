using System.Buffers.Binary;

namespace MusicRec.Tests.Audio;

/// <summary>Writes WAVE files for tests, right ones and wrong ones.</summary>
internal static class WavBytes
{
    public const ushort Pcm = 1, Float = 3, Extensible = 0xFFFE;

    /// <summary>A file of the samples' bytes.</summary>
    /// <param name="data">The data chunk.</param>
    /// <param name="rate">Samples per second.</param>
    /// <param name="channels">Number of channels.</param>
    /// <param name="bits">Bits a sample.</param>
    /// <param name="tag">Encoding.</param>
    /// <param name="declared">Length that the data chunk declares; null for the right one.</param>
    /// <param name="subTag">Encoding inside an extensible header.</param>
    /// <param name="container">Bytes a sample; 0 for bits / 8.</param>
    public static byte[] Make(
        byte[] data, int rate = 8000, int channels = 1, int bits = 16,
            ushort tag = Pcm, uint? declared = null, ushort subTag = Pcm, int container = 0)
    {
        container = container == 0 ? bits / 8 : container;
        var format = new byte[tag == Extensible ? 40 : 16];
        BinaryPrimitives.WriteUInt16LittleEndian(format, tag);
        BinaryPrimitives.WriteUInt16LittleEndian(format.AsSpan(2), (ushort)channels);
        BinaryPrimitives.WriteInt32LittleEndian(format.AsSpan(4), rate);
        BinaryPrimitives.WriteInt32LittleEndian(format.AsSpan(8), unchecked(rate * channels * container));
        BinaryPrimitives.WriteUInt16LittleEndian(format.AsSpan(12), (ushort)(channels * container));
        BinaryPrimitives.WriteUInt16LittleEndian(format.AsSpan(14), (ushort)bits);
        if (tag == Extensible) BinaryPrimitives.WriteUInt16LittleEndian(format.AsSpan(24), subTag);
        byte[] body =
        [
            .. "WAVE"u8, .. Chunk("JUNK"u8, [1, 2, 3]), .. Chunk("fmt "u8, format), .. "data"u8, .. Number(declared ?? (uint)data.Length), .. data,
        ];
        return [.. "RIFF"u8, .. Number((uint)body.Length), .. body];
    }

    /// <summary>A chunk with its padding byte.</summary>
    public static byte[] Chunk(ReadOnlySpan<byte> name, byte[] body) =>
        [.. name, .. Number((uint)body.Length), .. body, .. new byte[body.Length & 1]];

    /// <summary>Four bytes, lowest first.</summary>
    public static byte[] Number(uint value) =>
        BitConverter.IsLittleEndian ? BitConverter.GetBytes(value) : [.. BitConverter.GetBytes(value).Reverse()];
}
