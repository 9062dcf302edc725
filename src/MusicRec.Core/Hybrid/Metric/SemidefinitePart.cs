using MusicRec.Numerics;

namespace MusicRec.Hybrid;

/// <summary>W = G+ / lambda: the nearest positive semidefinite matrix to G, the part of its positive eigenvalues, scaled.</summary>
internal sealed class SemidefinitePart
{
    private readonly double[] _values, _vectors; // those above zero, of W; vectors as rows
    private readonly int _size;

    public SemidefinitePart(double[] g, int size, double lambda, int threads)
    {
        _size = size;
        (_values, _vectors) = SymmetricEigen.Decompose([.. g], size, threads);
        int kept = _values.TakeWhile(value => value > 1e-12 * Math.Abs(_values[0])).Count();
        _values = [.. _values.Take(kept).Select(value => value / lambda)];
        Matrix = new double[size * size];
        for (int k = 0; k < kept; k++)
        {
            for (int i = 0; i < size; i++)
            {
                double scaled = _values[k] * _vectors[k * size + i];
                for (int j = 0; j < size; j++) Matrix[i * size + j] += scaled * _vectors[k * size + j];
            }
        }
    }

    /// <summary>W, [size, size].</summary>
    public double[] Matrix { get; }

    /// <summary>The map whose rows are sqrt(eigenvalue) x eigenvector, times a scale: |map x - map y|^2 = scale^2 (x - y)' W (x - y).</summary>
    public LinearMap Map(double scale)
    {
        var rows = new Matrix(Math.Max(1, _values.Length), _size);
        for (int k = 0; k < _values.Length; k++)
            for (int j = 0; j < _size; j++) rows.Row(k)[j] = (float)(scale * Math.Sqrt(_values[k]) * _vectors[k * _size + j]);
        return new(rows, new float[rows.Rows]);
    }
}
