using MusicRec.Kernels;
using MusicRec.Numerics;

namespace MusicRec.Audio;

/// <summary>Leading principal components by random projection with power iterations (Halko, Martinsson, Tropp 2011, algorithms 4.4 and 5.1).
/// Products in float, orthonormal bases and the small eigenproblem in double. Holds one centred copy of the rows.</summary>
internal static unsafe class PcaRandomized
{
    /// <summary>Variances, descending, and directions as rows, shape [options.Components, columns].</summary>
    public static (double[] Variances, double[] Directions) Solve(
        Matrix rows, double[] mean, PcaOptions options, int threads, CancellationToken cancel)
    {
        int n = rows.Rows, d = rows.Columns, kept = options.Components!.Value, width = Math.Min(Math.Min(n, d), kept + options.Oversampling);
        var x = Centred(rows, mean);
        var (across, along) = (RandomBasis(width, d, options.Seed), new Matrix(width, n)); // bases are kept as rows
        for (int i = 0; i <= options.PowerIterations; i++)
        {
            Product(across, x, transposed: true, along, threads, cancel);
            Orthonormalise(along, threads, cancel);
            Product(along, x, transposed: false, across, threads, cancel);
            if (i < options.PowerIterations) Orthonormalise(across, threads, cancel);
        }
        double[] small = DoubleGram.OfRows(across, new double[d], threads, cancel); // across = Q' X
        var (values, vectors) = SymmetricEigen.Decompose(small, width, threads, cancel);
        var directions = new double[(long)kept * d];
        for (int i = 0; i < kept; i++)
        {
            var to = directions.AsSpan(i * d, d);
            for (int r = 0; r < width; r++)
                for (int c = 0; c < d; c++) to[c] += vectors[i * width + r] * across[r][c];
            double norm = Math.Sqrt(SymmetricEigen.Dot(to, to));
            if (norm > 0) for (int c = 0; c < d; c++) to[c] /= norm;
            SymmetricEigen.TurnPositive(to);
        }
        return (Array.ConvertAll(values[..kept], v => Math.Max(0, v) / (n - 1)), directions);
    }

    private static Matrix Centred(Matrix rows, double[] mean)
    {
        var x = new Matrix(rows.Rows, rows.Columns);
        for (int r = 0; r < rows.Rows; r++)
        {
            var from = rows[r];
            var to = x.Row(r);
            for (int c = 0; c < to.Length; c++) to[c] = (float)(from[c] - mean[c]);
        }
        return x;
    }

    private static Matrix RandomBasis(int rows, int columns, ulong seed)
    {
        var (random, basis) = (new CounterRandom(seed, 41), new Matrix(rows, columns));
        for (int r = 0; r < rows; r++)
            for (int c = 0; c < columns; c++) basis.Row(r)[c] = (float)random.Normal((ulong)r * (ulong)columns + (ulong)c);
        return basis;
    }

    // to = from X, or from X'.
    private static void Product(Matrix from, Matrix x, bool transposed, Matrix to, int threads, CancellationToken cancel)
    {
        MatrixProduct.Run(to.Rows, to.Columns, from.Columns, new Operand(from.Pointer, from.Stride),
            new Operand(x.Pointer, x.Stride, transposed), to.Pointer, to.Stride, false, threads, cancel);
        GC.KeepAlive((from, x, to));
    }

    // Modified Gram-Schmidt on the rows, each column of the projections twice, so that float input comes out orthonormal to double.
    private static void Orthonormalise(Matrix basis, int threads, CancellationToken cancel)
    {
        int n = basis.Rows, d = basis.Columns;
        var rows = new double[n][];
        for (int r = 0; r < n; r++) rows[r] = Array.ConvertAll(basis[r].ToArray(), x => (double)x);
        double largest = rows.Max(row => SymmetricEigen.Dot(row, row));
        for (int k = 0; k < n; k++)
        {
            double norm = Math.Sqrt(SymmetricEigen.Dot(rows[k], rows[k]));
            double unit = norm > 1e-9 * Math.Sqrt(largest) ? 1 / norm : 0; // what is left is rounding: the data have no such direction
            for (int c = 0; c < d; c++) rows[k][c] *= unit;
            int pivot = k;
            WorkerTeam.Shared.Run((n - k - 1 + 7) / 8, threads, (chunk, _) =>
            {
                for (int r = pivot + 1 + chunk * 8; r < Math.Min(n, pivot + 9 + chunk * 8); r++)
                {
                    SymmetricEigen.AddScaled(-SymmetricEigen.Dot(rows[pivot], rows[r]), rows[pivot], rows[r]);
                    SymmetricEigen.AddScaled(-SymmetricEigen.Dot(rows[pivot], rows[r]), rows[pivot], rows[r]);
                }
            }, cancel);
        }
        for (int r = 0; r < n; r++)
            for (int c = 0; c < d; c++) basis.Row(r)[c] = (float)rows[r][c];
    }
}
