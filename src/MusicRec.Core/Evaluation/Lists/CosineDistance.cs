using MusicRec.Numerics;

namespace MusicRec.Evaluation;

/// <summary>1 - cosine of two items' vectors, in [0, 2]; 1 where a vector is zero.</summary>
public sealed class CosineDistance : IItemDistance
{
    private readonly double[] _unit; // [items, columns], rows of length 1 or 0
    private readonly int _columns;

    /// <summary>Takes the items' vectors.</summary>
    /// <param name="vectors">Shape [items, columns], row-major.</param>
    /// <param name="columns">Length of a vector, 1 or more.</param>
    public CosineDistance(ReadOnlySpan<double> vectors, int columns)
    {
        (_unit, _columns) = (vectors.ToArray(), Require.Positive(columns));
        Require.Length(vectors.Length, (long)vectors.Length / columns * columns, nameof(vectors));
        for (int row = 0; row < _unit.Length; row += columns) Normalise(_unit.AsSpan(row, columns));
    }

    /// <summary>Takes a model's item factors or an encoder's vectors, shape [items, columns].</summary>
    public static CosineDistance Of(Matrix vectors)
    {
        Require.NotNull(vectors);
        var values = new double[(long)vectors.Rows * vectors.Columns];
        for (int row = 0; row < vectors.Rows; row++)
            for (int c = 0; c < vectors.Columns; c++)
                values[row * vectors.Columns + c] = vectors[row][c];
        return new(values, vectors.Columns);
    }

    /// <inheritdoc/>
    public string Name => "cosine";

    /// <inheritdoc/>
    public double Between(int first, int second)
    {
        ReadOnlySpan<double> a = Row(first), b = Row(second);
        double product = 0;
        for (int c = 0; c < a.Length; c++) product += a[c] * b[c];
        return 1 - product;
    }

    private ReadOnlySpan<double> Row(int item) => _unit.AsSpan(Require.Index(item, _unit.Length / _columns) * _columns, _columns);

    private static void Normalise(Span<double> row)
    {
        double squares = 0;
        foreach (double x in row) squares += x * x;
        double scale = squares > 0 ? 1 / Math.Sqrt(squares) : 0;
        for (int c = 0; c < row.Length; c++) row[c] *= scale;
    }
}
