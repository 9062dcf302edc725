using System.Globalization;
using System.Text.Json;

namespace MusicRec.Numerics;

/// <summary>A model on disk: named tensors and string metadata in the safetensors layout, which holds no code.
/// Layout: u64 header length N (little-endian), N bytes of JSON {"__metadata__": {..}, "name": {"dtype", "shape", "data_offsets"}, ..}, raw data.
/// Reading checks every length against the stream before anything is allocated.</summary>
internal sealed class ModelFile
{
    private const string VersionKey = "musicrec.version", KindKey = "musicrec.kind", Version = "1";
    private readonly SortedDictionary<string, ModelTensor> _tensors = new(StringComparer.Ordinal);

    /// <param name="kind">What the file holds, for instance "wmf". Checked on reading.</param>
    public ModelFile(string kind)
    {
        Metadata[VersionKey] = Version;
        Metadata[KindKey] = kind;
    }

    internal ModelFile(SortedDictionary<string, string> metadata, SortedDictionary<string, ModelTensor> tensors) =>
        (Metadata, _tensors) = (metadata, tensors);

    /// <summary>Format version, kind, options: short strings.</summary>
    public SortedDictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>What the file holds.</summary>
    public string Kind => Metadata.GetValueOrDefault(KindKey, "");

    public void Add(string name, float[] values, params long[] shape) => _tensors.Add(name, new ModelTensor(values, shape));
    public void Add(string name, int[] values, params long[] shape) => _tensors.Add(name, new ModelTensor(values, shape));
    public void Add(string name, long[] values, params long[] shape) => _tensors.Add(name, new ModelTensor(values, shape));
    public void Add(string name, byte[] values, params long[] shape) => _tensors.Add(name, new ModelTensor(values, shape));

    /// <summary>Adds a matrix as an F32 tensor of shape [rows, columns], without its padding.</summary>
    public void Add(string name, Matrix matrix)
    {
        var dense = new float[(long)matrix.Rows * matrix.Columns];
        for (int r = 0; r < matrix.Rows; r++) matrix[r].CopyTo(dense.AsSpan(r * matrix.Columns));
        Add(name, dense, matrix.Rows, matrix.Columns);
    }

    /// <summary>A number or enum from the metadata.</summary>
    public void Set<T>(string key, T value) where T : IFormattable => Metadata[key] = value.ToString(null, CultureInfo.InvariantCulture);

    /// <summary>A number from the metadata.</summary>
    public T Get<T>(string key) where T : IParsable<T> =>
        Metadata.TryGetValue(key, out var text) && T.TryParse(text, CultureInfo.InvariantCulture, out var value)
            ? value : throw new MusicRecException($"The model file's metadata has no usable '{key}'; it is damaged or not of kind '{Kind}'.");

    /// <summary>All tensors, by name.</summary>
    public IReadOnlyDictionary<string, ModelTensor> Tensors => _tensors;

    public bool Contains(string name) => _tensors.ContainsKey(name);

    /// <summary>The tensor's values. A negative number in <paramref name="shape"/> stands for any length.</summary>
    /// <exception cref="MusicRecException">The tensor is missing, or has another type or shape.</exception>
    public T[] Get<T>(string name, params ReadOnlySpan<long> shape) where T : unmanaged
    {
        if (!_tensors.TryGetValue(name, out var tensor))
            throw new MusicRecException($"The model file has no tensor '{name}'; it holds {string.Join(", ", _tensors.Keys)}.");
        if (tensor.Values is not T[] values || !Matches(tensor.Shape, shape))
        {
            throw new MusicRecException($"Tensor '{name}' is {tensor.Type} [{string.Join(", ", tensor.Shape)}], " +
                $"but {typeof(T).Name} [{string.Join(", ", shape.ToArray())}] was expected.");
        }
        return values;
    }

    /// <summary>An F32 tensor whose values must all be finite.</summary>
    /// <exception cref="MusicRecException">The tensor is missing, has another type or shape, or holds an infinity or NaN.</exception>
    public float[] GetFinite(string name, params ReadOnlySpan<long> shape)
    {
        var values = Get<float>(name, shape);
        foreach (float value in values)
            if (!float.IsFinite(value)) throw new MusicRecException($"Tensor '{name}' holds {value}; the file is damaged.");
        return values;
    }

    /// <summary>An F32 tensor of two dimensions as a matrix; its values must all be finite.</summary>
    public Matrix GetMatrix(string name, long rows = -1, long columns = -1)
    {
        var values = GetFinite(name, rows, columns);
        var shape = _tensors[name].Shape;
        if (shape[1] is < 1 or > int.MaxValue - Kernels.Simd.RowAlign
            || shape[0] * Kernels.Simd.Pad((int)shape[1]) > Array.MaxLength - Kernels.Simd.RowAlign)
            throw new MusicRecException(
                $"Tensor '{name}' of shape [{string.Join(", ", shape)}] cannot be a matrix: it has no columns, or is too large.");
        var matrix = new Matrix((int)shape[0], (int)shape[1]);
        for (int r = 0; r < matrix.Rows; r++) values.AsSpan(r * matrix.Columns, matrix.Columns).CopyTo(matrix.Row(r));
        return matrix;
    }

    /// <summary>Writes the file. Little-endian machines only, as all that .NET runs on today.</summary>
    public void Write(Stream stream)
    {
        byte[] header = Header();
        Span<byte> length = stackalloc byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var tensor in _tensors.Values) tensor.WriteTo(stream);
    }

    /// <summary>Reads a file of a given kind.</summary>
    /// <exception cref="MusicRecException">Not such a file, damaged, cut short, of another kind or of a newer version.</exception>
    public static ModelFile Read(Stream stream, string kind)
    {
        var file = SafeTensors.Read(stream);
        if (file.Kind != kind)
            throw new MusicRecException($"This is a model file of kind '{file.Kind}', not '{kind}'. Load it with the type that saved it.");
        if (file.Metadata.GetValueOrDefault(VersionKey) != Version)
            throw new MusicRecException(
                $"This model file has format version '{file.Metadata.GetValueOrDefault(VersionKey)}'; this library reads version {Version}.");
        return file;
    }

    private static bool Matches(ReadOnlySpan<long> actual, ReadOnlySpan<long> expected)
    {
        if (actual.Length != expected.Length) return false;
        for (int d = 0; d < actual.Length; d++)
            if (expected[d] >= 0 && expected[d] != actual[d]) return false;
        return true;
    }

    private byte[] Header()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            foreach (var (key, value) in Metadata) json.WriteString(key, value);
            json.WriteEndObject();
            long offset = 0;
            foreach (var (name, tensor) in _tensors) offset = tensor.WriteHeader(json, name, offset);
            json.WriteEndObject();
        }
        while (buffer.Length % 8 != 0) buffer.WriteByte((byte)' '); // data then start on 8 bytes
        return buffer.ToArray();
    }
}
