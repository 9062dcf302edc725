using System.Runtime.CompilerServices;

namespace MusicRec.Kernels;

/// <summary>Sums and maxima of a row, and sums down columns. The order of additions depends on the length alone.</summary>
internal static unsafe class Reductions
{
    /// <summary>sum_i (x[i] - centre)^2.</summary>
    public static float SquaredDeviations(float* x, int n, float centre) => Simd.Width switch
    {
        512 => SquaresWide<Simd512>(x, n, centre),
        256 => SquaresWide<Simd256>(x, n, centre),
        _ => SquaresWide<Simd128>(x, n, centre),
    };

    /// <summary>sum_i x[i].</summary>
    public static float Sum(float* x, int n) => Simd.Width switch
    {
        512 => SumWide<Simd512>(x, n),
        256 => SumWide<Simd256>(x, n),
        _ => SumWide<Simd128>(x, n),
    };

    /// <summary>max_i x[i], n at least 1. NaN may be passed over.</summary>
    public static float Max(float* x, int n) => Simd.Width switch
    {
        512 => MaxWide<Simd512>(x, n),
        256 => MaxWide<Simd256>(x, n),
        _ => MaxWide<Simd128>(x, n),
    };

    /// <summary>sums[j] += sum_i x[i, j] y[i, j] over n columns.</summary>
    public static void ColumnDots(float* x, float* y, int rows, int n, nint stride, float* sums)
    {
        if (Simd.Width == 512) ColumnsWide<Simd512>(x, y, rows, n, stride, sums);
        else if (Simd.Width == 256) ColumnsWide<Simd256>(x, y, rows, n, stride, sums);
        else ColumnsWide<Simd128>(x, y, rows, n, stride, sums);
    }

    /// <summary>sums[j] += sum_i x[i, j] over n columns.</summary>
    public static void ColumnSums(float* x, int rows, int n, nint stride, float* sums) => ColumnDots(x, null, rows, n, stride, sums);

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float SumWide<V>(float* x, int n) where V : unmanaged, ISimd<V>
    {
        V a = default, b = default;
        int i = 0, w = V.Count;
        for (; i <= n - 2 * w; i += 2 * w)
        {
            a += V.Load(x + i);
            b += V.Load(x + i + w);
        }
        float sum = V.Sum(a + b);
        for (; i < n; i++) sum += x[i];
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float SquaresWide<V>(float* x, int n, float centre) where V : unmanaged, ISimd<V>
    {
        V a = default, b = default, c = V.Broadcast(centre);
        int i = 0, w = V.Count;
        for (; i <= n - 2 * w; i += 2 * w)
        {
            V d = V.Load(x + i) - c, e = V.Load(x + i + w) - c;
            a = V.MultiplyAdd(d, d, a);
            b = V.MultiplyAdd(e, e, b);
        }
        float sum = V.Sum(a + b);
        for (; i < n; i++) sum += (x[i] - centre) * (x[i] - centre);
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float MaxWide<V>(float* x, int n) where V : unmanaged, ISimd<V>
    {
        float max = x[0];
        int i = 0;
        if (n >= 4 * V.Count)
        {
            int w = V.Count;
            V a = V.Load(x), b = V.Load(x + w), c = V.Load(x + 2 * w), d = V.Load(x + 3 * w);
            for (i = 4 * w; i <= n - 4 * w; i += 4 * w)
            {
                a = V.Max(a, V.Load(x + i));
                b = V.Max(b, V.Load(x + i + w));
                c = V.Max(c, V.Load(x + i + 2 * w));
                d = V.Max(d, V.Load(x + i + 3 * w));
            }
            float* lanes = stackalloc float[w];
            V.Store(lanes, V.Max(V.Max(a, b), V.Max(c, d)));
            for (int l = 0; l < w; l++) max = Math.Max(max, lanes[l]);
        }
        for (; i < n; i++) max = Math.Max(max, x[i]);
        return max;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void ColumnsWide<V>(float* x, float* y, int rows, int n, nint stride, float* sums) where V : unmanaged, ISimd<V>
    {
        int j = 0, w = V.Count;
        for (; j <= n - 2 * w; j += 2 * w)
        {
            V a = V.Load(sums + j), b = V.Load(sums + j + w);
            for (nint i = 0, at = j; i < rows; i++, at += stride)
            {
                a = y == null ? a + V.Load(x + at) : V.MultiplyAdd(V.Load(x + at), V.Load(y + at), a);
                b = y == null ? b + V.Load(x + at + w) : V.MultiplyAdd(V.Load(x + at + w), V.Load(y + at + w), b);
            }
            V.Store(sums + j, a);
            V.Store(sums + j + w, b);
        }
        for (; j < n; j++)
        {
            float sum = sums[j];
            for (nint i = 0, at = j; i < rows; i++, at += stride) sum += y == null ? x[at] : x[at] * y[at];
            sums[j] = sum;
        }
    }
}
