using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MusicRec.Numerics;

/// <summary>Symmetric positive definite systems in double, dense and row-major: A = L L'. Only the lower triangle is read and written unless said
/// otherwise.
/// All inner loops are inner products of rows, so the bits do not depend on the number of threads.</summary>
internal static class DoubleCholesky
{
    private const int Block = 64;

    /// <summary>Replaces the lower triangle of A, shape [n, n], by L. On one thread.</summary>
    /// <returns>False where A is not positive definite; A is then partly overwritten.</returns>
    public static bool Factor(Span<double> a, int n) => FactorColumns(a, n, 0, n);

    /// <summary>Solves L L' x = b in place. <paramref name="b"/>: n numbers.</summary>
    public static void Solve(ReadOnlySpan<double> l, int n, Span<double> b)
    {
        SolveLower(l, n, b);
        SolveUpper(l, n, b);
    }

    /// <summary>Solves L y = b in place.</summary>
    public static void SolveLower(ReadOnlySpan<double> l, int n, Span<double> b)
    {
        for (int i = 0; i < n; i++) b[i] = (b[i] - Dot(l.Slice(i * n, i), b[..i])) / l[i * n + i];
    }

    /// <summary>Solves L' x = b in place.</summary>
    public static void SolveUpper(ReadOnlySpan<double> l, int n, Span<double> b)
    {
        for (int i = n - 1; i >= 0; i--)
        {
            double x = b[i] /= l[i * n + i];
            for (int k = 0; k < i; k++) b[k] -= x * l[i * n + k];
        }
    }

    /// <summary>Replaces a large A by its inverse, both triangles. n^3 / 2 multiply-adds; needs n^2 more doubles.</summary>
    /// <exception cref="MusicRecException">A is not positive definite.</exception>
    public static void Invert(double[] a, int n, int threads, CancellationToken cancel)
    {
        int blocks = (n + Block - 1) / Block;
        for (int b = 0; b < blocks; b++)
        {
            int first = b * Block, end = Math.Min(n, first + Block);
            WorkerTeam.Shared.Run(blocks - b, threads, (chunk, _) => SubtractDone(a, n, first, end, (b + chunk) * Block), cancel);
            if (!FactorColumns(a, n, first, end)) throw new MusicRecException("The matrix is not positive definite. Use a larger regularization.");
            WorkerTeam.Shared.Run(blocks - b - 1, threads, (chunk, _) => SolveBelow(a, n, first, end, (b + 1 + chunk) * Block), cancel);
        }
        var y = new double[a.LongLength]; // row j of y: column j of L^-1, so y[j, i] = 0 for i < j
        WorkerTeam.Shared.Run(blocks, threads, (chunk, _) => InvertFactor(a, y, n, chunk * Block), cancel);
        WorkerTeam.Shared.Run(blocks, threads, (chunk, _) => MultiplyInverse(y, a, n, chunk * Block), cancel);
        for (long i = 0; i < n; i++)
            for (long j = i + 1; j < n; j++) a[i * n + j] = a[j * n + i];
    }

    /// <summary>Inner product in double.</summary>
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var vx = MemoryMarshal.Cast<double, Vector<double>>(x);
        var vy = MemoryMarshal.Cast<double, Vector<double>>(y);
        var sum = Vector<double>.Zero;
        for (int i = 0; i < vx.Length && i < vy.Length; i++) sum += vx[i] * vy[i];
        double total = Vector.Sum(sum);
        for (int i = vx.Length * Vector<double>.Count; i < x.Length; i++) total += x[i] * y[i];
        return total;
    }

    // The columns first .. end - 1 of the diagonal block, whose sums over columns before `first` are already subtracted.
    private static bool FactorColumns(Span<double> a, int n, int first, int end)
    {
        for (int i = first; i < end; i++)
        {
            var row = a.Slice(checked(i * n), n);
            for (int j = first; j < i; j++)
                row[j] = (row[j] - Dot(row[first..j], a.Slice(j * n + first, j - first))) / a[j * n + j];
            double pivot = row[i] - Dot(row[first..i], row[first..i]);
            if (!(pivot > 0)) return false;
            row[i] = Math.Sqrt(pivot);
        }
        return true;
    }

    // A[i, first..end) -= L[i, ..first) . L[first..end, ..first)' for the rows of one block
    private static void SubtractDone(double[] a, int n, int first, int end, int from)
    {
        if (first == 0) return;
        Span<double> dots = stackalloc double[8];
        int to = Math.Min(n, from + Block);
        for (int i = from; i < to; i += 4)
        {
            for (int j = first; j < end; j += 2)
            {
                Tile(a, n, i, to, a, j, end, 0, first, dots);
                for (int t = 0; t < 8; t++)
                    if (i + t / 2 < to && j + t % 2 < end) a[(long)(i + t / 2) * n + j + t % 2] -= dots[t];
            }
        }
    }

    private static void SolveBelow(double[] a, int n, int first, int end, int from)
    {
        for (int i = from; i < Math.Min(n, from + Block); i++)
        {
            var row = Row(a, n, i);
            for (int j = first; j < end; j++)
                row[j] = (row[j] - Dot(row[first..j], Row(a, n, j)[first..j])) / a[(long)j * n + j];
        }
    }

    // Rows from .. from + Block - 1 of y, by forward substitution, a block of unknowns at a time.
    private static void InvertFactor(double[] l, double[] y, int n, int from)
    {
        Span<double> dots = stackalloc double[8];
        int to = Math.Min(n, from + Block);
        for (int block = from; block < n; block += Block)
        {
            int end = Math.Min(n, block + Block);
            for (int j = from; j < to && block > from; j += 4)
            {
                for (int i = block; i < end; i += 2)
                {
                    Tile(y, n, j, to, l, i, end, from, block, dots);
                    for (int t = 0; t < 8; t++)
                        if (j + t / 2 < to && i + t % 2 < end) y[(long)(j + t / 2) * n + i + t % 2] = -dots[t];
                }
            }
            for (int j = from; j < to; j++)
            {
                var row = Row(y, n, j);
                for (int i = Math.Max(block, j); i < end; i++)
                {
                    double right = (i == j ? 1 : row[i]) - Dot(Row(l, n, i)[block..i], row[block..i]);
                    row[i] = right / l[(long)i * n + i];
                }
            }
        }
    }

    // A^-1[i, j] = sum_{k >= i} y[i, k] y[j, k] for j <= i
    private static void MultiplyInverse(double[] y, double[] a, int n, int from)
    {
        Span<double> dots = stackalloc double[8];
        int to = Math.Min(n, from + Block);
        for (int tile = 0; tile < to; tile += Block)
        {
            int end = Math.Min(to, tile + Block);
            for (int i = from; i < to; i += 4)
            {
                for (int j = tile; j < end; j += 2)
                {
                    Tile(y, n, i, to, y, j, end, from, n, dots);
                    for (int t = 0; t < 8; t++)
                        if (i + t / 2 < to && j + t % 2 < end) a[(long)(i + t / 2) * n + j + t % 2] = dots[t];
                }
            }
        }
    }

    // Eight inner products over columns from .. to - 1: rows i .. i + 3 of x (below iEnd) with rows j, j + 1 of z (below jEnd).
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Tile(double[] x, int n, int i, int iEnd, double[] z, int j, int jEnd, int from, int to, Span<double> dots)
    {
        ref double x0 = ref x[(long)i * n], x1 = ref x[(long)Math.Min(i + 1, iEnd - 1) * n];
        ref double x2 = ref x[(long)Math.Min(i + 2, iEnd - 1) * n], x3 = ref x[(long)Math.Min(i + 3, iEnd - 1) * n];
        ref double z0 = ref z[(long)j * n], z1 = ref z[(long)Math.Min(j + 1, jEnd - 1) * n];
        Vector<double> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
        int k = from;
        for (; k <= to - Vector<double>.Count; k += Vector<double>.Count)
        {
            var (p, q) = (Vector.LoadUnsafe(ref z0, (nuint)k), Vector.LoadUnsafe(ref z1, (nuint)k));
            var r = Vector.LoadUnsafe(ref x0, (nuint)k);
            (a, b) = (Vector.FusedMultiplyAdd(r, p, a), Vector.FusedMultiplyAdd(r, q, b));
            r = Vector.LoadUnsafe(ref x1, (nuint)k);
            (c, d) = (Vector.FusedMultiplyAdd(r, p, c), Vector.FusedMultiplyAdd(r, q, d));
            r = Vector.LoadUnsafe(ref x2, (nuint)k);
            (e, f) = (Vector.FusedMultiplyAdd(r, p, e), Vector.FusedMultiplyAdd(r, q, f));
            r = Vector.LoadUnsafe(ref x3, (nuint)k);
            (g, h) = (Vector.FusedMultiplyAdd(r, p, g), Vector.FusedMultiplyAdd(r, q, h));
        }
        (dots[0], dots[1], dots[2], dots[3]) = (Vector.Sum(a), Vector.Sum(b), Vector.Sum(c), Vector.Sum(d));
        (dots[4], dots[5], dots[6], dots[7]) = (Vector.Sum(e), Vector.Sum(f), Vector.Sum(g), Vector.Sum(h));
        for (; k < to; k++)
        {
            double p = Unsafe.Add(ref z0, k), q = Unsafe.Add(ref z1, k);
            (dots[0], dots[1]) = (dots[0] + Unsafe.Add(ref x0, k) * p, dots[1] + Unsafe.Add(ref x0, k) * q);
            (dots[2], dots[3]) = (dots[2] + Unsafe.Add(ref x1, k) * p, dots[3] + Unsafe.Add(ref x1, k) * q);
            (dots[4], dots[5]) = (dots[4] + Unsafe.Add(ref x2, k) * p, dots[5] + Unsafe.Add(ref x2, k) * q);
            (dots[6], dots[7]) = (dots[6] + Unsafe.Add(ref x3, k) * p, dots[7] + Unsafe.Add(ref x3, k) * q);
        }
    }

    private static Span<double> Row(double[] a, int n, int row) => MemoryMarshal.CreateSpan(ref a[(long)row * n], n);
}
