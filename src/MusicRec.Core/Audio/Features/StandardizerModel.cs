using MusicRec.Numerics;

namespace MusicRec.Audio;

/// <summary>(x - mean) / deviation, feature by feature, as <see cref="Standardizer"/> learnt it. Immutable and safe to share between
/// threads.</summary>
public sealed class StandardizerModel
{
    private const string Kind = "standardizer";
    private readonly float[] _mean, _deviation;

    internal StandardizerModel(float[] mean, float[] deviation) => (_mean, _deviation) = (mean, deviation);

    /// <summary>Features per row.</summary>
    public int Columns => _mean.Length;

    /// <summary>Mean of each feature.</summary>
    public ReadOnlySpan<float> Mean => _mean;

    /// <summary>Population standard deviation of each feature; 1 where it never varied.</summary>
    public ReadOnlySpan<float> Deviation => _deviation;

    /// <summary>Standardises rows in place.</summary>
    /// <param name="rows">Shape [any, Columns], row-major.</param>
    public void Transform(Span<float> rows)
    {
        FeatureRows.Count(rows.Length, Columns);
        for (int from = 0; from < rows.Length; from += Columns)
            for (int c = 0; c < Columns; c++) rows[from + c] = (rows[from + c] - _mean[c]) / _deviation[c];
    }

    /// <summary>Undoes <see cref="Transform"/> in place.</summary>
    /// <param name="rows">Shape [any, Columns], row-major.</param>
    public void InverseTransform(Span<float> rows)
    {
        FeatureRows.Count(rows.Length, Columns);
        for (int from = 0; from < rows.Length; from += Columns)
            for (int c = 0; c < Columns; c++) rows[from + c] = rows[from + c] * _deviation[c] + _mean[c];
    }

    /// <summary>Writes the model to a stream as safetensors.</summary>
    public void Save(Stream stream)
    {
        var file = new ModelFile(Kind);
        file.Add("mean", _mean, Columns);
        file.Add("deviation", _deviation, Columns);
        file.Write(Require.NotNull(stream));
    }

    /// <summary>Writes the model to a file, wholly or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Reads a model that <see cref="Save(Stream)"/> wrote.</summary>
    /// <exception cref="MusicRecException">The stream holds no such model, or a damaged one.</exception>
    public static StandardizerModel Load(Stream stream)
    {
        var file = ModelFile.Read(Require.NotNull(stream), Kind);
        float[] mean = file.GetFinite("mean", -1), deviation = file.GetFinite("deviation", mean.Length);
        if (mean.Length == 0 || deviation.Any(d => d <= 0))
            throw new MusicRecException("The model file has no features, or a deviation that is not above 0; it is damaged.");
        return new StandardizerModel(mean, deviation);
    }
}
