using System.Runtime.CompilerServices;

namespace MusicRec.Kernels;

/// <summary>Solves A x = b for a symmetric positive definite A of order n by A = U'U, in blocks of 4 rows:
/// a block is updated with all rows above it by the tiles of <see cref="AlsTile"/>, then factored, then the right-hand side is carried along.
/// A pivot that rounding has left at or below 1e-7 of its diagonal drops its unknown (x = 0), so a singular system yields a finite answer.</summary>
internal static unsafe class AlsCholesky
{
    private const float Negligible = 1e-7f;

    /// <summary>Replaces b by the solution and the upper triangle of a by U.</summary>
    /// <param name="a">[n, lda]; the upper triangle counts, below it only the register that holds the diagonal is touched.</param>
    /// <param name="lda">Stride of a.</param>
    /// <param name="n">Order, a multiple of the register.</param>
    /// <param name="b">[n], the right-hand side, then the solution.</param>
    /// <param name="inverse">[n], scratch: reciprocals of U's diagonal.</param>
    public static void Solve(float* a, int lda, int n, float* b, float* inverse)
    {
        switch (Simd.Width)
        {
            case 512: Solve<Simd512>(a, lda, n, b, inverse); break;
            case 256: Solve<Simd256>(a, lda, n, b, inverse); break;
            default: Solve<Simd128>(a, lda, n, b, inverse); break;
        }
    }

    /// <summary>The definition, in double.</summary>
    internal static double[] Reference(double[,] a, double[] b)
    {
        int n = b.Length;
        var (u, x) = (new double[n, n], (double[])b.Clone());
        for (int i = 0; i < n; i++)
        {
            for (int j = i; j < n; j++)
            {
                double sum = a[i, j];
                for (int k = 0; k < i; k++) sum -= u[k, i] * u[k, j];
                u[i, j] = j == i ? Math.Sqrt(sum) : sum / u[i, i];
            }
            for (int k = 0; k < i; k++) x[i] -= u[k, i] * x[k];
            x[i] /= u[i, i];
        }
        for (int i = n - 1; i >= 0; i--)
        {
            for (int j = i + 1; j < n; j++) x[i] -= u[i, j] * x[j];
            x[i] /= u[i, i];
        }
        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Solve<V>(float* a, int lda, int n, float* b, float* inverse) where V : unmanaged, ISimd<V>
    {
        for (int i = 0; i < n; i++) inverse[i] = a[i * (nint)lda + i] * Negligible;
        for (int i = 0; i < n; i += AlsTile.Rows)
        {
            int j = i & -V.Count;
            float* block = a + i * (nint)lda;
            if (i > 0) AlsTile.Strip<V>(i, a + i, lda, a + j, lda, block + j, lda, n - j, subtract: true);
            Factor<V>(block, lda, i, j, n, b, inverse + i);
        }
        for (int i = n - AlsTile.Rows; i >= 0; i -= AlsTile.Rows) Back<V>(a + i * (nint)lda, lda, i, n, b, inverse);
    }

    /// <summary>Factors rows i .. i + 3 (U = D^-1 (A - U'U of this block), D the diagonal) and carries b: b[j] -= sum_r U[r, j] b[r].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Factor<V>(float* a, nint lda, int i, int from, int n, float* b, float* inverse) where V : unmanaged, ISimd<V>
    {
        float* a1 = a + lda, a2 = a1 + lda, a3 = a2 + lda;
        float d0 = Reciprocal(a[i], inverse[0]);
        float u01 = a[i + 1] * d0, u02 = a[i + 2] * d0, u03 = a[i + 3] * d0;
        float d1 = Reciprocal(a1[i + 1] - u01 * u01, inverse[1]);
        float u12 = (a1[i + 2] - u01 * u02) * d1, u13 = (a1[i + 3] - u01 * u03) * d1;
        float d2 = Reciprocal(a2[i + 2] - u02 * u02 - u12 * u12, inverse[2]);
        float u23 = (a2[i + 3] - u02 * u03 - u12 * u13) * d2;
        float d3 = Reciprocal(a3[i + 3] - u03 * u03 - u13 * u13 - u23 * u23, inverse[3]);
        (inverse[0], inverse[1], inverse[2], inverse[3]) = (d0, d1, d2, d3);
        float b0 = b[i] * d0, b1 = (b[i + 1] - u01 * b0) * d1, b2 = (b[i + 2] - u02 * b0 - u12 * b1) * d2;
        float b3 = (b[i + 3] - u03 * b0 - u13 * b1 - u23 * b2) * d3;
        V m01 = V.Broadcast(-u01), m02 = V.Broadcast(-u02), m03 = V.Broadcast(-u03), m12 = V.Broadcast(-u12), m13 = V.Broadcast(-u13);
        V m23 = V.Broadcast(-u23), e0 = V.Broadcast(d0), e1 = V.Broadcast(d1), e2 = V.Broadcast(d2), e3 = V.Broadcast(d3);
        V n0 = V.Broadcast(-b0), n1 = V.Broadcast(-b1), n2 = V.Broadcast(-b2), n3 = V.Broadcast(-b3);
        V front = V.Load(b + from); // the diagonal's register may begin with unknowns already carried: put them back below
        for (nint j = from; j < n; j += V.Count)
        {
            V r0 = V.Load(a + j) * e0;
            V r1 = V.MultiplyAdd(m01, r0, V.Load(a1 + j)) * e1;
            V r2 = V.MultiplyAdd(m12, r1, V.MultiplyAdd(m02, r0, V.Load(a2 + j))) * e2;
            V r3 = V.MultiplyAdd(m23, r2, V.MultiplyAdd(m13, r1, V.MultiplyAdd(m03, r0, V.Load(a3 + j)))) * e3;
            V.Store(a + j, r0);
            V.Store(a1 + j, r1);
            V.Store(a2 + j, r2);
            V.Store(a3 + j, r3);
            V.Store(b + j, V.MultiplyAdd(n3, r3, V.MultiplyAdd(n2, r2, V.MultiplyAdd(n1, r1, V.MultiplyAdd(n0, r0, V.Load(b + j))))));
        }
        for (int j = from; j < i; j++) b[j] = ((float*)&front)[j - from];
        (b[i], b[i + 1], b[i + 2], b[i + 3]) = (b0, b1, b2, b3);
        (a[i + 1], a[i + 2], a[i + 3], a1[i + 2], a1[i + 3], a2[i + 3]) = (u01, u02, u03, u12, u13, u23);
    }

    private static float Reciprocal(float pivot, float floor) => pivot > floor ? 1 / MathF.Sqrt(pivot) : 0;

    /// <summary>Unknowns i .. i + 3 from those behind them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Back<V>(float* a, nint lda, int i, int n, float* b, float* inverse) where V : unmanaged, ISimd<V>
    {
        float* a1 = a + lda, a2 = a1 + lda, a3 = a2 + lda;
        V s0 = default, s1 = default, s2 = default, s3 = default;
        int j = (i + AlsTile.Rows + V.Count - 1) & -V.Count;
        float x3 = b[i + 3], x2 = b[i + 2], x1 = b[i + 1], x0 = b[i];
        for (int k = i + AlsTile.Rows; k < j; k++)
        {
            x0 -= a[k] * b[k];
            x1 -= a1[k] * b[k];
            x2 -= a2[k] * b[k];
            x3 -= a3[k] * b[k];
        }
        for (; j < n; j += V.Count)
        {
            V x = V.Load(b + j);
            s0 = V.MultiplyAdd(x, V.Load(a + j), s0);
            s1 = V.MultiplyAdd(x, V.Load(a1 + j), s1);
            s2 = V.MultiplyAdd(x, V.Load(a2 + j), s2);
            s3 = V.MultiplyAdd(x, V.Load(a3 + j), s3);
        }
        x3 = (x3 - V.Sum(s3)) * inverse[i + 3];
        x2 = (x2 - V.Sum(s2) - a2[i + 3] * x3) * inverse[i + 2];
        x1 = (x1 - V.Sum(s1) - a1[i + 2] * x2 - a1[i + 3] * x3) * inverse[i + 1];
        x0 = (x0 - V.Sum(s0) - a[i + 1] * x1 - a[i + 2] * x2 - a[i + 3] * x3) * inverse[i];
        (b[i], b[i + 1], b[i + 2], b[i + 3]) = (x0, x1, x2, x3);
    }
}
