using MusicRec.Factorization;
using MusicRec.Kernels;

namespace MusicRec.Tests.Factorization;

/// <summary>Weighted matrix factorisation written down from its objective, in double, over dense matrices and without any trick:
/// every pair has a confidence c, a preference p and so a term c (p - x.y)^2. The product is tested against it, and it against the goldens.</summary>
public sealed class WmfReference
{
    private readonly WmfOptions _options;
    private readonly double[,] _weights, _targets; // of pair (u, i): sum over its terms of c, and of c p
    private readonly bool[,] _observed, _positive;
    private double _constant;

    public WmfReference(WmfOptions options, MusicRec.Data.Interactions data, double[][] x, double[][] y)
    {
        (_options, X, Y) = (options, x, y);
        (_weights, _targets) = (new double[data.Users, data.Items], new double[data.Users, data.Items]);
        (_observed, _positive) = (new bool[data.Users, data.Items], new bool[data.Users, data.Items]);
        for (int u = 0; u < data.Users; u++)
        {
            for (int i = 0; i < data.Items; i++) _weights[u, i] = options.UnobservedWeight;
            for (int e = 0; e < data.ItemsOf(u).Length; e++) Observe(u, data.ItemsOf(u)[e], data.WeightsOf(u)[e]);
        }
    }

    public double[][] X { get; }
    public double[][] Y { get; }

    public void Sweep()
    {
        int f = X[0].Length, block = _options.Solver == WmfSolver.BlockCoordinate ? _options.BlockSize : f;
        for (int first = 0; first < f; first += block)
        {
            int width = Math.Min(block, f - first);
            for (int u = 0; u < X.Length; u++) Solve(X[u], Y, i => (_weights[u, i], _targets[u, i]), Penalty(u, users: true), first, width);
            for (int i = 0; i < Y.Length; i++) Solve(Y[i], X, u => (_weights[u, i], _targets[u, i]), Penalty(i, users: false), first, width);
        }
    }

    public double Loss()
    {
        double loss = _constant;
        for (int u = 0; u < X.Length; u++)
        {
            for (int i = 0; i < Y.Length; i++)
            {
                double s = Product(X[u], Y[i]);
                loss += _weights[u, i] * s * s - 2 * _targets[u, i] * s;
            }
            loss += (Penalty(u, users: true) is var l && double.IsNaN(l) ? 0 : l) * Product(X[u], X[u]);
        }
        for (int i = 0; i < Y.Length; i++) loss += (Penalty(i, users: false) is var l && double.IsNaN(l) ? 0 : l) * Product(Y[i], Y[i]);
        return loss;
    }

    private void Observe(int u, int i, double r)
    {
        double c = _options.Confidence switch
        {
            WmfConfidence.Log => 1 + _options.Alpha * Math.Log(1 + Math.Abs(r) / _options.Epsilon),
            WmfConfidence.Linear => 1 + _options.Alpha * Math.Abs(r),
            WmfConfidence.Binary => 1 + _options.Alpha,
            _ => _options.Alpha * Math.Abs(r),
        };
        _weights[u, i] = _options.UnobservedCoversAll ? c + _options.UnobservedWeight : c;
        _targets[u, i] = r > 0 ? c : 0;
        (_observed[u, i], _positive[u, i]) = (true, r > 0);
        if (r > 0) _constant += c;
    }

    // NaN where the row has no positive entry: its minimiser is zero.
    private double Penalty(int row, bool users)
    {
        int others = users ? Y.Length : X.Length, count = 0, positives = 0;
        for (int o = 0; o < others; o++)
        {
            var (u, i) = users ? (row, o) : (o, row);
            if (_observed[u, i]) count++;
            if (_positive[u, i]) positives++;
        }
        if (positives == 0) return double.NaN;
        return _options.Regularization switch
        {
            WmfRegularization.Frequency => _options.Lambda!.Value * Math.Pow(count + _options.UnobservedWeight * others, _options.Nu),
            WmfRegularization.PositiveCount => _options.Lambda!.Value * Math.Pow(positives, _options.Nu),
            _ => _options.Lambda!.Value,
        };
    }

    private void Solve(double[] x, double[][] others, Func<int, (double Weight, double Target)> pair, double penalty, int first, int width)
    {
        if (double.IsNaN(penalty))
        {
            Array.Clear(x);
            return;
        }
        int f = x.Length;
        var (a, b) = (new double[f, f], new double[f]);
        for (int o = 0; o < others.Length; o++)
        {
            var (weight, target) = pair(o);
            for (int i = 0; i < f; i++)
            {
                b[i] += target * others[o][i];
                for (int j = 0; j < f; j++) a[i, j] += weight * others[o][i] * others[o][j];
            }
        }
        for (int i = 0; i < f; i++) a[i, i] += penalty;
        if (_options.Solver == WmfSolver.ConjugateGradient) ConjugateGradient(a, b, x);
        else Newton(a, b, x, first, width);
    }

    private static void Newton(double[,] a, double[] b, double[] x, int first, int width)
    {
        var (block, gradient) = (new double[width, width], new double[width]);
        for (int i = 0; i < width; i++)
        {
            gradient[i] = b[first + i];
            for (int j = 0; j < x.Length; j++) gradient[i] -= a[first + i, j] * x[j];
            for (int j = 0; j < width; j++) block[i, j] = a[first + i, first + j];
        }
        double[] step = AlsCholesky.Reference(block, gradient);
        for (int i = 0; i < width; i++) x[first + i] += step[i];
    }

    private void ConjugateGradient(double[,] a, double[] b, double[] x)
    {
        double[] r = [.. b.Zip(Times(a, x), (v, w) => v - w)], p = [.. r];
        double squared = Product(r, r);
        for (int step = 0; step < _options.ConjugateGradientSteps && squared >= 1e-20; step++)
        {
            double[] ap = Times(a, p);
            double alpha = squared / Product(p, ap);
            for (int j = 0; j < x.Length; j++) (x[j], r[j]) = (x[j] + alpha * p[j], r[j] - alpha * ap[j]);
            double next = Product(r, r);
            for (int j = 0; j < x.Length; j++) p[j] = r[j] + next / squared * p[j];
            squared = next;
        }
    }

    private static double[] Times(double[,] a, double[] x)
    {
        var product = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
            for (int j = 0; j < x.Length; j++) product[i] += a[i, j] * x[j];
        return product;
    }

    private static double Product(double[] x, double[] y) => x.Zip(y, (v, w) => v * w).Sum();
}
