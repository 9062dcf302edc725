using MusicRec.Numerics;

namespace MusicRec.Collaborative;

/// <summary>P = (X'X + lambda I)^-1 in double, either written down or through M = (X X' + lambda I)^-1, users x users:
/// P = (I - X' M X) / lambda (Sherman, Morrison, Woodbury). X: byUser, [users, items].</summary>
internal sealed class EaseInverse
{
    private readonly Csr _byUser, _byItem;
    private readonly double _lambda;

    public EaseInverse(Csr byUser, Csr byItem, double lambda, bool dual, int threads, CancellationToken cancel)
    {
        (_byUser, _byItem, _lambda, IsDual) = (byUser, byItem, lambda, dual);
        Values = dual ? Gram(byUser, byItem, lambda, threads, cancel) : Gram(byItem, byUser, lambda, threads, cancel);
        DoubleCholesky.Invert(Values, dual ? byUser.Rows : byItem.Rows, threads, cancel);
        Diagonal = new double[byItem.Rows];
        for (int j = 0; j < Diagonal.Length; j++)
        {
            Diagonal[j] = dual ? 1 - Quadratic(j) : lambda * Values[(long)j * Diagonal.Length + j];
            if (!((float)Diagonal[j] > 0))
                throw new MusicRecException(
                    $"A regularization of {lambda} is too small for these plays: the weights lose all digits. Use a larger one.");
        }
    }

    /// <summary>True where <see cref="Values"/> is M, false where it is P.</summary>
    public bool IsDual { get; }

    /// <summary>M or P, dense, row-major.</summary>
    public double[] Values { get; }

    /// <summary>lambda P_jj, in (0, 1].</summary>
    public double[] Diagonal { get; }

    /// <summary>Column j of B: B_ij = -P_ij / P_jj, and 0 for i = j.</summary>
    /// <param name="item">The column.</param>
    /// <param name="column">Filled, shape [items].</param>
    /// <param name="workspace">Overwritten, shape [users].</param>
    public void Column(int item, Span<double> column, Span<double> workspace)
    {
        int items = _byItem.Rows;
        if (IsDual)
        {
            MultiplyItem(item, workspace); // M x_j; then P_ij = -x_i' M x_j / lambda
            for (int i = 0; i < items; i++)
            {
                double sum = 0;
                for (long e = _byItem.Offsets[i]; e < _byItem.Offsets[i + 1]; e++) sum += _byItem.Values[e] * workspace[_byItem.Indices[e]];
                column[i] = sum / Diagonal[item];
            }
        }
        else
        {
            var row = Values.AsSpan(item * items, items);
            for (int i = 0; i < items; i++) column[i] = -row[i] / row[item];
        }
        column[item] = 0;
    }

    // x_j' M x_j
    private double Quadratic(int item)
    {
        double sum = 0;
        for (long e = _byItem.Offsets[item]; e < _byItem.Offsets[item + 1]; e++)
        {
            long row = (long)_byItem.Indices[e] * _byUser.Rows;
            for (long o = _byItem.Offsets[item]; o < _byItem.Offsets[item + 1]; o++)
                sum += (double)_byItem.Values[e] * _byItem.Values[o] * Values[row + _byItem.Indices[o]];
        }
        return sum;
    }

    private void MultiplyItem(int item, Span<double> product)
    {
        product.Clear();
        for (long e = _byItem.Offsets[item]; e < _byItem.Offsets[item + 1]; e++)
        {
            var row = Values.AsSpan(_byItem.Indices[e] * _byUser.Rows, _byUser.Rows);
            double x = _byItem.Values[e];
            for (int u = 0; u < row.Length; u++) product[u] += x * row[u];
        }
    }

    // Rows' inner products + lambda I: shape [rows, rows]; `columns` is the transposed matrix.
    private static double[] Gram(Csr rows, Csr columns, double lambda, int threads, CancellationToken cancel)
    {
        int n = rows.Rows;
        var gram = new double[(long)n * n];
        WorkerTeam.Shared.Run(n, threads, (r, _) =>
        {
            var sums = gram.AsSpan(r * n, n);
            sums[r] = lambda;
            for (long e = rows.Offsets[r]; e < rows.Offsets[r + 1]; e++)
            {
                double x = rows.Values[e];
                int column = rows.Indices[e];
                for (long o = columns.Offsets[column]; o < columns.Offsets[column + 1]; o++) sums[columns.Indices[o]] += x * columns.Values[o];
            }
        }, cancel);
        return gram;
    }
}
