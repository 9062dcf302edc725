using MusicRec.Numerics;

namespace MusicRec.Hybrid;

/// <summary>A fitted function from an item's features to its factors: <see cref="LinearMap"/> or <see cref="NetworkMap"/>. Immutable and
/// thread-safe.</summary>
public abstract class FactorMap
{
    private const string Kind = "factor-map";

    private protected FactorMap() { }

    /// <summary>Number of features.</summary>
    public abstract int Inputs { get; }

    /// <summary>Number of factors.</summary>
    public abstract int Outputs { get; }

    /// <summary>Factors of items from their features: [items, <see cref="Inputs"/>] gives [items, <see cref="Outputs"/>].</summary>
    /// <exception cref="ArgumentException">The features have another width or are not finite.</exception>
    public Matrix Predict(Matrix features)
    {
        Require.NotNull(features);
        Require.Length(features.Columns, Inputs, nameof(features));
        Features.Check(features, features.Rows, nameof(features));
        return features.Rows == 0 ? new Matrix(0, Outputs) : Map(features);
    }

    /// <summary>Writes the map as safetensors.</summary>
    public void Save(Stream stream)
    {
        var file = new ModelFile(Kind);
        Write(file);
        file.Write(Require.NotNull(stream));
    }

    /// <summary>Writes a file, wholly or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Reads a map of either kind.</summary>
    /// <exception cref="MusicRecException">Not such a file, or damaged.</exception>
    public static FactorMap Load(Stream stream) => Read(ModelFile.Read(Require.NotNull(stream), Kind));

    /// <inheritdoc cref="Load(Stream)"/>
    public static FactorMap Load(string path)
    {
        using var stream = File.OpenRead(path);
        return Load(stream);
    }

    internal static FactorMap Read(ModelFile file) => file.Get<int>("map") switch
    {
        LinearMap.Number => LinearMap.ReadLinear(file),
        NetworkMap.Number => NetworkMap.ReadNetwork(file),
        var other => throw new MusicRecException($"The model file holds a map of kind {other}, which this library does not know."),
    };

    internal abstract void Write(ModelFile file);

    private protected abstract Matrix Map(Matrix features);
}
