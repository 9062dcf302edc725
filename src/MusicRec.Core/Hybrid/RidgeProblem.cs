using MusicRec.Numerics;

namespace MusicRec.Hybrid;

/// <summary>The equations of a ridge regression on fixed features, factored once for any number of targets. Centring makes the intercept free:
/// W = (H'H + l I)^-1 H'Y = H'(HH' + l I)^-1 Y with centred H and Y, whichever is smaller.</summary>
internal sealed class RidgeProblem
{
    private readonly Matrix _features;
    private readonly double[] _mean, _factor;
    private readonly bool _byRows, _intercept;
    private readonly int _n, _threads;

    public RidgeProblem(Matrix features, double lambda, bool intercept, int threads, CancellationToken cancel)
    {
        (_features, _threads, _byRows) = (features, threads, features.Rows < features.Columns);
        (_intercept, _mean) = (intercept, intercept ? Mean(features) : new double[features.Columns]);
        _n = _byRows ? features.Rows : features.Columns;
        _factor = _byRows ? DoubleGram.OfRows(features, _mean, threads, cancel) : DoubleGram.OfColumns(features, _mean, threads, cancel);
        double largest = 0;
        for (int i = 0; i < _n; i++) largest = Math.Max(largest, _factor[(long)i * _n + i] += lambda);
        if (!DoubleCholesky.Factor(_factor, _n) || !Determined(largest)) throw new MusicRecException(
            $"{features.Rows} rows of {features.Columns} features leave the weights undetermined at lambda {lambda}; raise it.");
    }

    /// <summary>The minimiser for some targets, [rows, outputs].</summary>
    public LinearMap Solve(Matrix targets, CancellationToken cancel)
    {
        double[] mean = _intercept ? Mean(targets) : new double[targets.Columns];
        var weights = new Matrix(targets.Columns, _features.Columns);
        var intercept = new float[targets.Columns];
        WorkerTeam.Shared.Run(targets.Columns, _threads, (k, _) =>
        {
            double[] w = _byRows ? Combine(Solved(Residuals(targets, mean[k], k))) : Solved(Combine(Residuals(targets, mean[k], k)));
            double shift = 0;
            for (int c = 0; c < w.Length; c++)
            {
                weights.Row(k)[c] = (float)w[c];
                shift += w[c] * _mean[c];
            }
            intercept[k] = (float)(mean[k] - shift);
        }, cancel);
        return new LinearMap(weights, intercept);
    }

    // A pivot that is rounding only: the features depend on one another.
    private bool Determined(double largest)
    {
        for (int i = 0; i < _n; i++)
            if (_factor[(long)i * _n + i] * _factor[(long)i * _n + i] <= 1e-14 * largest) return false;
        return true;
    }

    private double[] Solved(double[] b)
    {
        DoubleCholesky.Solve(_factor, _n, b);
        return b;
    }

    private static double[] Residuals(Matrix targets, double mean, int column)
    {
        var y = new double[targets.Rows];
        for (int r = 0; r < y.Length; r++) y[r] = targets[r][column] - mean;
        return y;
    }

    // H' a with centred H: the sum of a h, less the sum of a times the mean.
    private double[] Combine(double[] a)
    {
        var sum = new double[_features.Columns];
        double total = 0;
        for (int r = 0; r < a.Length; r++)
        {
            total += a[r];
            var row = _features[r];
            for (int c = 0; c < row.Length; c++) sum[c] += a[r] * row[c];
        }
        for (int c = 0; c < sum.Length; c++) sum[c] -= total * _mean[c];
        return sum;
    }

    private static double[] Mean(Matrix x)
    {
        var mean = new double[x.Columns];
        for (int r = 0; r < x.Rows; r++)
            for (int c = 0; c < mean.Length; c++) mean[c] += x[r][c];
        for (int c = 0; c < mean.Length; c++) mean[c] /= x.Rows;
        return mean;
    }
}
