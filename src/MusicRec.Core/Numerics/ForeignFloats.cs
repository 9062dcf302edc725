using System.Buffers.Binary;

namespace MusicRec.Numerics;

/// <summary>Numbers of other widths in files of others, read as the nearest floats: F16 and BF16, which fit exactly, and F64.</summary>
internal static class ForeignFloats
{
    private const int Chunk = 1 << 16; // elements

    /// <summary>Bytes of one element, or 0 where the type is none of these.</summary>
    public static int ElementSize(string type) => type switch { "F64" => 8, "F16" or "BF16" => 2, _ => 0 };

    /// <exception cref="EndOfStreamException">The stream ends before the last element.</exception>
    public static float[] Read(Stream stream, string type, long count)
    {
        int size = ElementSize(type);
        var (values, bytes) = (new float[count], new byte[Math.Min(count, Chunk) * size]);
        for (int from = 0; from < values.Length; from += Chunk)
        {
            var some = values.AsSpan(from, Math.Min(Chunk, values.Length - from));
            stream.ReadExactly(bytes, 0, some.Length * size);
            for (int i = 0; i < some.Length; i++) some[i] = One(bytes.AsSpan(i * size, size), type);
        }
        return values;
    }

    private static float One(ReadOnlySpan<byte> bytes, string type) => type switch
    {
        "F64" => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        "F16" => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        _ => BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16), // the upper half of a float
    };
}
