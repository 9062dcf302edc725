using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace MusicRec.Kernels;

/// <summary>Weighted sums of outer products: the normal equations of one row, and Y'Y of a whole factor matrix.
/// Only the upper triangle is computed, in blocks of 4 rows that start on a register.</summary>
internal static unsafe class AlsGram
{
    /// <summary>Rows gathered at once into L1.</summary>
    public const int Block = 64;

    /// <summary>a += sum_e q[e] y_e y_e' (upper triangle), b += sum_e t[e] y_e, where y_e is rows[e][0 .. f).</summary>
    /// <param name="rows">At most <see cref="Block"/> rows, and behind them <see cref="AlsRows.Group"/> readable ones that are needed next.</param>
    /// <param name="q">Weight of each outer product; may be negative.</param>
    /// <param name="t">Weight of each row in the right-hand side.</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="f">Columns of the rows; those up to <paramref name="n"/> count as zero and are not read.</param>
    /// <param name="n">f rounded up to whole registers: the order of a.</param>
    /// <param name="a">[n, lda], row-major.</param>
    /// <param name="lda">Stride of a, and of the gathered rows in <paramref name="scratch"/>.</param>
    /// <param name="b">[n].</param>
    /// <param name="scratch">2 x Block x lda floats.</param>
    public static void Add(float** rows, float* q, float* t, int count, int f, int n, float* a, int lda, float* b, float* scratch)
    {
        switch (Simd.Width)
        {
            case 512: Add<Simd512>(rows, q, t, count, f, n, a, lda, b, scratch); break;
            case 256: Add<Simd256>(rows, q, t, count, f, n, a, lda, b, scratch); break;
            default: Add<Simd128>(rows, q, t, count, f, n, a, lda, b, scratch); break;
        }
    }

    /// <summary>c[i, j] += sum_r y[r, i] y[r, j] for rows i0 .. i1 - 1 (multiples of 4), over count consecutive rows of y.
    /// With upper = true from the diagonal only, else for all n columns.</summary>
    public static void AddDense(float* y, int stride, int count, int n, float* c, int ldc, int i0, int i1, bool upper)
    {
        for (int r = 0; r < count; r += 4 * Block)
        {
            int k = Math.Min(4 * Block, count - r);
            float* from = y + (nint)r * stride;
            switch (Simd.Width)
            {
                case 512: AlsTile.Update<Simd512>(k, from, stride, from, stride, c, ldc, i0, i1, n, upper, subtract: false); break;
                case 256: AlsTile.Update<Simd256>(k, from, stride, from, stride, c, ldc, i0, i1, n, upper, subtract: false); break;
                default: AlsTile.Update<Simd128>(k, from, stride, from, stride, c, ldc, i0, i1, n, upper, subtract: false); break;
            }
        }
    }

    /// <summary>The definition of <see cref="Add(float**, float*, float*, int, int, int, float*, int, float*, float*)"/>, summed in double.</summary>
    internal static void Reference(float** rows, float* q, float* t, int count, int f, float* a, int lda, float* b)
    {
        for (int i = 0; i < f; i++)
        {
            double right = b[i];
            for (int e = 0; e < count; e++) right += (double)t[e] * rows[e][i];
            b[i] = (float)right;
            for (int j = i; j < f; j++)
            {
                double sum = a[i * lda + j];
                for (int e = 0; e < count; e++) sum += (double)q[e] * rows[e][i] * rows[e][j];
                a[i * lda + j] = (float)sum;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Add<V>(float** rows, float* q, float* t, int count, int f, int n, float* a, int lda, float* b, float* scratch)
        where V : unmanaged, ISimd<V>
    {
        float* z = scratch, scaled = scratch + (nint)Block * lda;
        int whole = f & -V.Count;
        bool prefetch = Sse.IsSupported;
        for (int e = 0; e < count; e++)
        {
            float* row = rows[e], to = z + (nint)e * lda, weighted = scaled + (nint)e * lda;
            if (prefetch)
            {
                float* next = rows[e + AlsRows.Group];
                for (int j = 0; j < f; j += 16) Sse.Prefetch0(next + j);
            }
            V weight = V.Broadcast(q[e]), right = V.Broadcast(t[e]);
            for (int j = 0; j < whole; j += V.Count)
            {
                V y = V.Load(row + j);
                V.Store(to + j, y);
                V.Store(weighted + j, y * weight);
                V.Store(b + j, V.MultiplyAdd(y, right, V.Load(b + j)));
            }
            for (int j = whole; j < n; j++)
            {
                float y = j < f ? row[j] : 0;
                to[j] = y;
                weighted[j] = y * q[e];
                b[j] += y * t[e];
            }
        }
        AlsTile.Update<V>(count, scaled, lda, z, lda, a, lda, 0, n, n, upper: true, subtract: false);
    }
}
