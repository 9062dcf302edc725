using System.Buffers.Binary;
using System.Text.Json;

namespace MusicRec.Numerics;

/// <summary>Reads the safetensors layout from a source that is not trusted. Tensors must follow one another without gaps or overlaps,
/// as the format demands, and their sizes must agree with the stream's, before any of them is allocated.</summary>
internal static class SafeTensors
{
    private const int MaxHeader = 100_000_000; // the bound of the format's reference reader

    private readonly record struct Entry(string Name, string Type, long[] Shape, long Start, long End);

    /// <summary>Reads a file.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="convert">Whether tensors of F16, BF16 and F64 are read too, as floats: files of others have them, none written here.</param>
    /// <exception cref="MusicRecException">The stream is not a safetensors file, or damaged, or cut short.</exception>
    public static ModelFile Read(Stream stream, bool convert = false)
    {
        if (!stream.CanSeek) return Spooled(stream, convert);
        try
        {
            byte[] header = ReadHeader(stream);
            var metadata = new SortedDictionary<string, string>(StringComparer.Ordinal);
            var entries = Parse(header, metadata);
            CheckLayout(entries, stream.Length - stream.Position, convert);
            var tensors = new SortedDictionary<string, ModelTensor>(StringComparer.Ordinal);
            foreach (var entry in entries) tensors.Add(entry.Name, Read(stream, entry));
            return new ModelFile(metadata, tensors);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException
            or EndOfStreamException or OverflowException or KeyNotFoundException)
        {
            throw new MusicRecException($"Not a readable model file: {e.Message}", e);
        }
    }

    private static ModelTensor Read(Stream stream, Entry entry)
    {
        if (ForeignFloats.ElementSize(entry.Type) > 0) return new(ForeignFloats.Read(stream, entry.Type, Count(entry)), entry.Shape);
        var tensor = new ModelTensor(ModelTensor.Allocate(entry.Type, Count(entry)), entry.Shape);
        tensor.ReadFrom(stream);
        return tensor;
    }

    /// <summary>A stream of unknown length goes to a temporary file first, so that lengths can be checked with bounded memory.</summary>
    private static ModelFile Spooled(Stream stream, bool convert)
    {
        string path = Path.GetTempFileName();
        using var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 20, FileOptions.DeleteOnClose);
        stream.CopyTo(file);
        file.Position = 0;
        return Read(file, convert);
    }

    private static byte[] ReadHeader(Stream stream)
    {
        Span<byte> prefix = stackalloc byte[8];
        stream.ReadExactly(prefix);
        long length = BinaryPrimitives.ReadInt64LittleEndian(prefix);
        if (length < 2 || length > MaxHeader || length > stream.Length - stream.Position)
            throw new MusicRecException($"Not a model file: its header would be {length} bytes, and {stream.Length - stream.Position} follow.");
        var header = new byte[length];
        stream.ReadExactly(header);
        return header;
    }

    private static List<Entry> Parse(byte[] header, SortedDictionary<string, string> metadata)
    {
        using var json = JsonDocument.Parse(header);
        var entries = new List<Entry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in json.RootElement.EnumerateObject())
        {
            if (!names.Add(property.Name)) throw new FormatException($"the name '{property.Name}' comes twice");
            if (property.Name == "__metadata__")
            {
                foreach (var pair in property.Value.EnumerateObject()) metadata[pair.Name] = pair.Value.GetString() ?? "";
                continue;
            }
            string type = property.Value.GetProperty("dtype").GetString() ?? "";
            long[] shape = Longs(property.Value.GetProperty("shape")), offsets = Longs(property.Value.GetProperty("data_offsets"));
            if (offsets.Length != 2) throw new FormatException($"tensor '{property.Name}' needs two data_offsets");
            entries.Add(new(property.Name, type, shape, offsets[0], offsets[1]));
        }
        entries.Sort((a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.End.CompareTo(b.End));
        return entries;
    }

    private static void CheckLayout(List<Entry> entries, long available, bool convert)
    {
        long at = 0;
        foreach (var entry in entries)
        {
            int size = ModelTensor.ElementSize(entry.Type);
            if (size == 0 && convert) size = ForeignFloats.ElementSize(entry.Type);
            if (size == 0)
                throw new FormatException($"tensor '{entry.Name}' has type '{entry.Type}'; F32, I32, I64 and U8 can be read"
                    + (convert ? ", F16, BF16 and F64 as floats" : ""));
            if (entry.Start != at || entry.End - entry.Start != checked(Count(entry) * size) || Count(entry) > Array.MaxLength)
                throw new FormatException(
                    $"tensor '{entry.Name}' claims bytes {entry.Start} to {entry.End}, which does not fit its shape or its neighbours");
            at = entry.End;
        }
        if (at != available) throw new FormatException($"the tensors need {at} bytes, and {available} follow the header");
    }

    private static long Count(Entry entry)
    {
        long count = 1;
        foreach (long n in entry.Shape) count = n < 0 ? throw new FormatException($"tensor '{entry.Name}' has a negative size") : checked(count * n);
        return count;
    }

    private static long[] Longs(JsonElement array)
    {
        var values = new long[array.GetArrayLength()];
        for (int i = 0; i < values.Length; i++) values[i] = array[i].GetInt64();
        return values;
    }
}
