using System.Runtime.InteropServices;
using System.Text.Json;

namespace MusicRec.Numerics;

/// <summary>One tensor of a model file: a flat array and its shape.</summary>
internal sealed class ModelTensor
{
    private const int Chunk = 1 << 20; // elements moved per call, so that byte spans stay far below 2^31

    public ModelTensor(Array values, long[] shape)
    {
        long count = 1;
        foreach (long n in shape) count = checked(count * Require.NotNegative(n));
        if (count != values.LongLength)
            throw new ArgumentException($"Shape [{string.Join(", ", shape)}] does not hold {values.LongLength} values.", nameof(shape));
        (Values, Shape) = (values, shape);
    }

    public Array Values { get; }
    public long[] Shape { get; }

    /// <summary>The element type, as safetensors names it.</summary>
    public string Type => Values switch
    {
        float[] => "F32",
        int[] => "I32",
        long[] => "I64",
        byte[] => "U8",
        _ => throw new InvalidOperationException(),
    };

    /// <summary>Bytes of one element of a safetensors type, or 0 where this library does not read the type.</summary>
    public static int ElementSize(string type) => type switch { "F32" or "I32" => 4, "I64" => 8, "U8" => 1, _ => 0 };

    /// <summary>An array of zeros of a type that <see cref="ElementSize"/> knows.</summary>
    public static Array Allocate(string type, long count) => type switch
    {
        "F32" => new float[count],
        "I32" => new int[count],
        "I64" => new long[count],
        _ => new byte[count],
    };

    public long WriteHeader(Utf8JsonWriter json, string name, long offset)
    {
        long end = offset + Values.LongLength * ElementSize(Type);
        json.WriteStartObject(name);
        json.WriteString("dtype", Type);
        json.WriteStartArray("shape");
        foreach (long n in Shape) json.WriteNumberValue(n);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(offset);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
        return end;
    }

    public void WriteTo(Stream stream) => Move(chunk => stream.Write(chunk));

    public void ReadFrom(Stream stream) => Move(chunk => stream.ReadExactly(chunk));

    private delegate void OnBytes(Span<byte> bytes);

    private void Move(OnBytes action)
    {
        for (int from = 0; from < Values.Length; from += Chunk)
        {
            int n = Math.Min(Chunk, Values.Length - from);
            action(Values switch
            {
                float[] f => MemoryMarshal.AsBytes(f.AsSpan(from, n)),
                int[] i => MemoryMarshal.AsBytes(i.AsSpan(from, n)),
                long[] l => MemoryMarshal.AsBytes(l.AsSpan(from, n)),
                _ => ((byte[])Values).AsSpan(from, n),
            });
        }
    }
}
