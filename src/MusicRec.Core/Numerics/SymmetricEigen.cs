using System.Numerics;
using System.Runtime.InteropServices;

namespace MusicRec.Numerics;

/// <summary>Eigenvalues and eigenvectors of a dense symmetric matrix in double: Householder reduction to tridiagonal form, then implicit QL with
/// Wilkinson's shift (Golub, Van Loan, Matrix Computations, 8.3). About 10 n^3 flops. The bits do not depend on the number of threads.</summary>
internal static class SymmetricEigen
{
    private const int MaxSteps = 60; // of QL for one eigenvalue; 2 are usual

    /// <summary>A = sum_i values[i] v_i v_i', values descending, the largest entry of each v_i positive.</summary>
    /// <param name="a">A, shape [n, n], both triangles; overwritten.</param>
    /// <param name="n">Rows.</param>
    /// <param name="threads">Threads to use, at least 1.</param>
    /// <param name="cancel">Cancels between columns.</param>
    /// <returns>The eigenvalues, and the eigenvectors as rows, shape [n, n].</returns>
    /// <exception cref="MusicRecException">A holds an infinity or NaN.</exception>
    public static (double[] Values, double[] Vectors) Decompose(double[] a, int n, int threads, CancellationToken cancel = default)
    {
        Require.Length(a.Length, (long)n * n, nameof(a));
        double scale = Scale(a);
        var (d, e) = (new double[n], new double[n]);
        Tridiagonal(a, n, d, e, cancel);
        var z = new double[n * n]; // rows are eigenvectors, so a rotation acts on two contiguous rows
        for (int i = 0; i < n; i++) z[i * n + i] = 1;
        for (int l = 0; l < n; l++)
        {
            cancel.ThrowIfCancellationRequested();
            Iterate(l, d, e, z, n);
        }
        WorkerTeam.Shared.Run((n + 15) / 16, threads, (chunk, _) =>
        {
            for (int r = chunk * 16; r < Math.Min(n, chunk * 16 + 16); r++) Reflect(a, n, z.AsSpan(r * n, n));
        }, cancel);
        return Sorted(d, z, n, scale);
    }

    // Divides by the largest magnitude, so that no square overflows or vanishes.
    private static double Scale(double[] a)
    {
        double scale = 0;
        foreach (double x in a)
        {
            if (!double.IsFinite(x)) throw new MusicRecException($"The matrix holds {x}; its eigenvalues do not exist. Remove such rows.");
            scale = Math.Max(scale, Math.Abs(x));
        }
        if (scale > 0) for (int i = 0; i < a.Length; i++) a[i] /= scale;
        return scale;
    }

    // Column k below the diagonal becomes (e_k, 0, ..) under H = I - 2 v v' / v'v; A -= v w' + w v'. Row k keeps v, scaled to v'v = 2.
    private static void Tridiagonal(double[] a, int n, double[] d, double[] e, CancellationToken cancel)
    {
        var w = new double[n];
        for (int k = 0; k < n; k++)
        {
            cancel.ThrowIfCancellationRequested();
            d[k] = a[k * n + k];
            int m = n - k - 1;
            if (m == 0) break;
            var v = a.AsSpan(k * n + k + 1, m);
            double norm = Math.Sqrt(Dot(v, v));
            if (m == 1 || norm == 0)
            {
                e[k] = v[0];
                v.Clear();
                continue;
            }
            e[k] = v[0] > 0 ? -norm : norm;
            v[0] -= e[k];
            double unit = Math.Sqrt(2 / Dot(v, v));
            for (int i = 0; i < m; i++) v[i] *= unit;
            var p = w.AsSpan(0, m);
            for (int i = 0; i < m; i++) p[i] = Dot(a.AsSpan((k + 1 + i) * n + k + 1, m), v);
            AddScaled(-Dot(p, v) / 2, v, p);
            for (int i = 0; i < m; i++)
            {
                var row = a.AsSpan((k + 1 + i) * n + k + 1, m);
                AddScaled(-v[i], p, row);
                AddScaled(-p[i], v, row);
            }
        }
    }

    // Implicit QL on d (diagonal) and e (e[i] couples i and i + 1) until e[l] is negligible.
    private static void Iterate(int l, double[] d, double[] e, double[] z, int n)
    {
        for (int step = 0; ; step++)
        {
            int m = l;
            while (m < n - 1 && Math.Abs(e[m]) > double.Epsilon + Unit * (Math.Abs(d[m]) + Math.Abs(d[m + 1]))) m++;
            if (m == l) return;
            if (step == MaxSteps) throw new MusicRecException($"Eigenvalue {l} of {n} did not converge in {MaxSteps} steps.");
            double g = (d[l + 1] - d[l]) / (2 * e[l]);
            g = d[m] - d[l] + e[l] / (g + Math.CopySign(Math.Sqrt(g * g + 1), g));
            double s = 1, c = 1, p = 0;
            int i = m - 1;
            for (; i >= l; i--)
            {
                double f = s * e[i], b = c * e[i], r = Math.Sqrt(f * f + g * g);
                e[i + 1] = r;
                if (r == 0) break;
                (s, c) = (f / r, g / r);
                g = d[i + 1] - p;
                r = (d[i] - g) * s + 2 * c * b;
                p = s * r;
                d[i + 1] = g + p;
                g = c * r - b;
                Rotate(z.AsSpan(i * n, n), z.AsSpan((i + 1) * n, n), c, s);
            }
            if (i >= l) d[i + 1] -= p; // the chain broke at an exact zero: look again
            else (d[l], e[l]) = (d[l] - p, g);
            e[m] = 0;
        }
    }

    private const double Unit = 2.220446049250313e-16;

    // z = H_0 H_1 .. H_(n-3) z.
    private static void Reflect(double[] a, int n, Span<double> z)
    {
        for (int k = n - 2; k >= 0; k--)
        {
            var v = a.AsSpan(k * n + k + 1, n - k - 1);
            AddScaled(-Dot(v, z[(k + 1)..]), v, z[(k + 1)..]);
        }
    }

    private static (double[] Values, double[] Vectors) Sorted(double[] d, double[] z, int n, double scale)
    {
        int[] order = [.. Enumerable.Range(0, n).OrderByDescending(i => d[i]).ThenBy(i => i)];
        var (values, vectors) = (new double[n], new double[n * n]);
        for (int i = 0; i < n; i++)
        {
            values[i] = d[order[i]] * scale;
            z.AsSpan(order[i] * n, n).CopyTo(vectors.AsSpan(i * n));
            TurnPositive(vectors.AsSpan(i * n, n));
        }
        return (values, vectors);
    }

    /// <summary>Turns a vector's sign so that its entry of largest magnitude (the first of them) is positive.</summary>
    public static void TurnPositive(Span<double> vector)
    {
        int largest = 0;
        for (int i = 1; i < vector.Length; i++) if (Math.Abs(vector[i]) > Math.Abs(vector[largest])) largest = i;
        if (vector.Length > 0 && vector[largest] < 0) for (int i = 0; i < vector.Length; i++) vector[i] = -vector[i];
    }

    /// <summary>Inner product in a fixed order.</summary>
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var vx = MemoryMarshal.Cast<double, Vector<double>>(x);
        var vy = MemoryMarshal.Cast<double, Vector<double>>(y);
        Vector<double> a = default, b = default;
        int i = 0, w = Vector<double>.Count;
        for (; i + 1 < vx.Length; i += 2) (a, b) = (a + vx[i] * vy[i], b + vx[i + 1] * vy[i + 1]);
        if (i < vx.Length) a += vx[i] * vy[i];
        double sum = Vector.Sum(a + b);
        for (int t = vx.Length * w; t < x.Length; t++) sum += x[t] * y[t];
        return sum;
    }

    /// <summary>y += factor x.</summary>
    public static void AddScaled(double factor, ReadOnlySpan<double> x, Span<double> y)
    {
        var vx = MemoryMarshal.Cast<double, Vector<double>>(x);
        var vy = MemoryMarshal.Cast<double, Vector<double>>(y);
        for (int i = 0; i < vx.Length; i++) vy[i] += vx[i] * factor;
        for (int t = vx.Length * Vector<double>.Count; t < x.Length; t++) y[t] += factor * x[t];
    }

    private static void Rotate(Span<double> low, Span<double> high, double c, double s)
    {
        var vl = MemoryMarshal.Cast<double, Vector<double>>(low);
        var vh = MemoryMarshal.Cast<double, Vector<double>>(high);
        for (int i = 0; i < vl.Length; i++) (vl[i], vh[i]) = (vl[i] * c - vh[i] * s, vl[i] * s + vh[i] * c);
        for (int t = vl.Length * Vector<double>.Count; t < low.Length; t++)
            (low[t], high[t]) = (low[t] * c - high[t] * s, low[t] * s + high[t] * c);
    }
}
