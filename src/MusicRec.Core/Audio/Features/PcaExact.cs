using MusicRec.Numerics;

namespace MusicRec.Audio;

/// <summary>All principal components in double. With more columns than rows, from the rows' inner products: where X X' u = s^2 u, X' u / s is a
/// component.</summary>
internal static class PcaExact
{
    /// <summary>Variances, descending, and directions as rows, shape [min(rows, columns), columns].</summary>
    public static (double[] Variances, double[] Directions) Solve(Matrix rows, double[] mean, int threads, CancellationToken cancel)
    {
        int n = rows.Rows, columns = rows.Columns;
        bool wide = n < columns;
        double[] gram = wide ? DoubleGram.OfRows(rows, mean, threads, cancel) : DoubleGram.OfColumns(rows, mean, threads, cancel);
        var (values, vectors) = SymmetricEigen.Decompose(gram, wide ? n : columns, threads, cancel);
        double[] directions = wide ? Directions(rows, mean, values, vectors, threads, cancel) : vectors;
        for (int i = 0; i < values.Length; i++) values[i] = Math.Max(0, values[i]) / (n - 1);
        return (values, directions);
    }

    private static double[] Directions(Matrix rows, double[] mean, double[] values, double[] vectors, int threads, CancellationToken cancel)
    {
        int n = rows.Rows, columns = rows.Columns;
        var directions = new double[(long)n * columns];
        WorkerTeam.Shared.Run(n, threads, (i, _) =>
        {
            if (values[i] <= 1e-13 * values[0]) return; // nothing varies that way: the component is zero
            var to = directions.AsSpan(i * columns, columns);
            for (int r = 0; r < n; r++)
            {
                var row = rows[r];
                var weight = vectors[i * n + r];
                for (int c = 0; c < columns; c++) to[c] += weight * (row[c] - mean[c]);
            }
            double norm = Math.Sqrt(SymmetricEigen.Dot(to, to));
            for (int c = 0; c < columns; c++) to[c] /= norm;
            SymmetricEigen.TurnPositive(to);
        }, cancel);
        return directions;
    }
}
