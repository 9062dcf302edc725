using MusicRec.Kernels;
using MusicRec.Numerics;

namespace MusicRec.Audio;

/// <summary>Coordinates along the principal components that <see cref="Pca"/> learnt. Immutable and safe to share between threads.</summary>
public sealed unsafe class PcaModel
{
    private const string Kind = "pca";
    private const int Block = 64; // rows centred at a time
    private readonly float[] _mean, _variances, _scales;

    internal PcaModel(float[] mean, Matrix components, float[] variances, float totalVariance, bool whitened)
    {
        (_mean, Components, _variances, TotalVariance, Whitened) = (mean, components, variances, totalVariance, whitened);
        _scales = Array.ConvertAll(variances, v => !whitened ? 1 : v > 1e-12f * variances[0] ? 1 / MathF.Sqrt(v) : 0);
    }

    /// <summary>Features per row.</summary>
    public int Columns => _mean.Length;

    /// <summary>Orthonormal components as rows, shape [components, Columns], by descending variance. Zero where the data has no such
    /// direction.</summary>
    public Matrix Components { get; }

    /// <summary>Mean of each feature.</summary>
    public ReadOnlySpan<float> Mean => _mean;

    /// <summary>Variance (n - 1 in the denominator) along each component.</summary>
    public ReadOnlySpan<float> ExplainedVariance => _variances;

    /// <summary>Variance of all features together.</summary>
    public float TotalVariance { get; }

    /// <summary>Share of the total variance along a component.</summary>
    public double ExplainedVarianceRatio(int component) => TotalVariance > 0 ? _variances[component] / (double)TotalVariance : 0;

    /// <summary>Whether coordinates are divided by their standard deviation.</summary>
    public bool Whitened { get; }

    /// <summary>Coordinates of rows: y = W (x - mean).</summary>
    /// <param name="rows">Shape [n, Columns], row-major.</param>
    /// <param name="coordinates">Filled, shape [n, Components.Rows].</param>
    public void Transform(ReadOnlySpan<float> rows, Span<float> coordinates)
    {
        int count = FeatureRows.Count(rows.Length, Columns), kept = Components.Rows;
        Require.Length(coordinates.Length, (long)count * kept, nameof(coordinates));
        var centred = new float[Math.Min(Block, count) * Columns];
        for (int first = 0; first < count; first += Block)
        {
            int n = Math.Min(Block, count - first);
            for (int r = 0; r < n; r++)
                for (int c = 0; c < Columns; c++) centred[r * Columns + c] = rows[(first + r) * Columns + c] - _mean[c];
            fixed (float* x = centred, to = coordinates[(first * kept)..])
                Gemm.Run(n, kept, Columns, new Operand(x, Columns), Directions(transposed: true), to, kept, add: false);
        }
        GC.KeepAlive(Components);
        if (Whitened) for (int i = 0; i < coordinates.Length; i++) coordinates[i] *= _scales[i % kept];
    }

    /// <summary>The rows that have given coordinates: the least-squares reconstruction.</summary>
    /// <param name="coordinates">Shape [n, Components.Rows], row-major.</param>
    /// <param name="rows">Filled, shape [n, Columns].</param>
    public void InverseTransform(ReadOnlySpan<float> coordinates, Span<float> rows)
    {
        int kept = Components.Rows, count = FeatureRows.Count(coordinates.Length, kept);
        Require.Length(rows.Length, (long)count * Columns, nameof(rows));
        float[] unscaled = coordinates.ToArray();
        for (int i = 0; i < unscaled.Length; i++) unscaled[i] = _scales[i % kept] > 0 ? unscaled[i] / _scales[i % kept] : 0;
        for (int r = 0; r < count; r++) _mean.CopyTo(rows[(r * Columns)..]);
        fixed (float* y = unscaled, to = rows)
            Gemm.Run(count, Columns, kept, new Operand(y, kept), Directions(transposed: false), to, Columns, add: true);
        GC.KeepAlive(Components);
    }

    private Operand Directions(bool transposed) => new(Components.Pointer, Components.Stride, transposed);

    /// <summary>Writes the model to a stream as safetensors.</summary>
    public void Save(Stream stream)
    {
        var file = new ModelFile(Kind);
        file.Add("mean", _mean, Columns);
        file.Add("components", Components);
        file.Add("variances", _variances, _variances.Length);
        file.Set("total_variance", TotalVariance);
        file.Set("whitened", Whitened ? 1 : 0);
        file.Write(Require.NotNull(stream));
    }

    /// <summary>Writes the model to a file, wholly or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Reads a model that <see cref="Save(Stream)"/> wrote.</summary>
    /// <exception cref="MusicRecException">The stream holds no such model, or a damaged one.</exception>
    public static PcaModel Load(Stream stream)
    {
        var file = ModelFile.Read(Require.NotNull(stream), Kind);
        var components = file.GetMatrix("components");
        float[] mean = file.GetFinite("mean", components.Columns), variances = file.GetFinite("variances", components.Rows);
        float total = file.Get<float>("total_variance");
        if (components.Rows == 0 || !(total >= 0) || !float.IsFinite(total) || variances.Any(v => v < 0))
            throw new MusicRecException("The model file has no components, or a variance below 0; it is damaged.");
        return new PcaModel(mean, components, variances, total, file.Get<int>("whitened") == 1);
    }
}
