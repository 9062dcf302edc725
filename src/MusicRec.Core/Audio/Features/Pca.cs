using MusicRec.Numerics;

namespace MusicRec.Audio;

/// <summary>Principal component analysis: the orthonormal directions of largest variance (Pearson 1901; Hotelling 1933), exactly or, for wide
/// data, by random projection (Halko, Martinsson, Tropp 2011). Deterministic: a component's entry of largest magnitude is positive.</summary>
public sealed class Pca
{
    private const int ExactSide = 2048;
    private readonly PcaOptions _options;

    /// <summary>Makes the recipe.</summary>
    /// <param name="options">Settings; null for the defaults.</param>
    public Pca(PcaOptions? options = null) => _options = options ?? new();

    /// <summary>Learns the components.</summary>
    /// <param name="rows">Observations, shape [n, features], n at least 2, finite.</param>
    /// <param name="cancel">Cancels between blocks.</param>
    /// <exception cref="ArgumentException">Fewer than two rows, more components than rows or features, or no number of components for the randomised
    /// solver.</exception>
    /// <exception cref="MusicRecException">A value is infinite or NaN.</exception>
    public PcaModel Fit(Matrix rows, CancellationToken cancel = default)
    {
        FeatureRows.Check(rows, atLeast: 2);
        int side = Math.Min(rows.Rows, rows.Columns), threads = WorkerTeam.Threads(_options.Threads);
        if (_options.Components > side)
            throw new ArgumentException(
                $"{_options.Components} components cannot come from {rows.Rows} rows of {rows.Columns}; ask for at most {side}.");
        double[] mean = Mean(rows);
        var found = Solver(side) == PcaSolver.Exact
            ? PcaExact.Solve(rows, mean, threads, cancel)
            : PcaRandomized.Solve(rows, mean, _options, threads, cancel);
        double total = TotalVariance(rows, mean);
        return Model(found.Variances, found.Directions, Kept(found.Variances, total), mean, total);
    }

    private PcaSolver Solver(int side)
    {
        bool exact = side <= ExactSide || _options.Components is not { } kept || kept > side / 2;
        var solver = _options.Solver != PcaSolver.Auto ? _options.Solver : exact ? PcaSolver.Exact : PcaSolver.Randomized;
        if (solver == PcaSolver.Randomized && _options.Components is null)
            throw new ArgumentException("The randomized solver must be told how many components to find; set Components.");
        return solver;
    }

    private static double[] Mean(Matrix rows)
    {
        var mean = new double[rows.Columns];
        for (int r = 0; r < rows.Rows; r++)
        {
            var row = rows[r];
            for (int c = 0; c < mean.Length; c++) mean[c] += row[c];
        }
        for (int c = 0; c < mean.Length; c++) mean[c] /= rows.Rows;
        return mean;
    }

    private static double TotalVariance(Matrix rows, double[] mean)
    {
        double sum = 0;
        for (int r = 0; r < rows.Rows; r++)
        {
            var row = rows[r];
            for (int c = 0; c < mean.Length; c++) sum += (row[c] - mean[c]) * (row[c] - mean[c]);
        }
        return sum / (rows.Rows - 1);
    }

    private int Kept(double[] variances, double total)
    {
        if (_options.Components is { } count) return count;
        double sum = 0;
        for (int i = 0; i < variances.Length; i++)
            if ((sum += variances[i]) >= _options.Variance * total * (1 - 1e-12)) return i + 1;
        return variances.Length;
    }

    private PcaModel Model(double[] variances, double[] directions, int kept, double[] mean, double total)
    {
        var components = new Matrix(kept, mean.Length);
        for (int i = 0; i < kept; i++)
            for (int c = 0; c < mean.Length; c++) components.Row(i)[c] = (float)directions[(long)i * mean.Length + c];
        var explained = Array.ConvertAll(variances[..kept], v => (float)Math.Max(v, 0));
        return new PcaModel(Array.ConvertAll(mean, m => (float)m), components, explained, (float)total, _options.Whiten);
    }
}
