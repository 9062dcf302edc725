using System.Runtime.CompilerServices;

namespace MusicRec.Kernels;

/// <summary>Rows shifted and scaled column by column, the two passes of batch normalisation. Matrices are [rows, n], row-major; m, a, b and k
/// have one value a column.</summary>
internal static unsafe class ColumnScale
{
    /// <summary>y[i, j] = (x[i, j] - m[j]) a[j] + b[j]; y may be x.</summary>
    public static void Run(float* x, float* m, float* a, float* b, float* y, int rows, int n)
    {
        if (Simd.Width == 512) Wide<Simd512>(x, m, a, b, y, rows, n);
        else if (Simd.Width == 256) Wide<Simd256>(x, m, a, b, y, rows, n);
        else Wide<Simd128>(x, m, a, b, y, rows, n);
    }

    /// <summary>sum[i, j] += (x[i, j] - m[j]) a[j] + b[j] + k[j] d[i, j].</summary>
    public static void AddWith(float* x, float* m, float* a, float* b, float* d, float* k, float* sum, int rows, int n)
    {
        if (Simd.Width == 512) AddWide<Simd512>(x, m, a, b, d, k, sum, rows, n);
        else if (Simd.Width == 256) AddWide<Simd256>(x, m, a, b, d, k, sum, rows, n);
        else AddWide<Simd128>(x, m, a, b, d, k, sum, rows, n);
    }

    /// <summary>The formula of <see cref="AddWith"/>; that of <see cref="Run"/> where d is null and sum is 0.</summary>
    public static void Reference(
        float[] x, float[] m, float[] a, float[] b, float[]? d, float[]? k, float[] sum)
    {
        for (int i = 0; i < x.Length; i++)
        {
            int j = i % m.Length;
            sum[i] += (x[i] - m[j]) * a[j] + b[j] + (d is null ? 0 : k![j] * d[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Wide<V>(float* x, float* m, float* a, float* b, float* y, int rows, int n) where V : unmanaged, ISimd<V>
    {
        int j = 0;
        for (; j <= n - V.Count; j += V.Count)
        {
            V vm = V.Load(m + j), va = V.Load(a + j), vb = V.Load(b + j);
            for (nint i = 0, at = j; i < rows; i++, at += n) V.Store(y + at, V.MultiplyAdd(V.Load(x + at) - vm, va, vb));
        }
        for (; j < n; j++)
            for (nint i = 0, at = j; i < rows; i++, at += n) y[at] = MathF.FusedMultiplyAdd(x[at] - m[j], a[j], b[j]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void AddWide<V>(float* x, float* m, float* a, float* b, float* d, float* k, float* sum, int rows, int n)
        where V : unmanaged, ISimd<V>
    {
        int j = 0;
        for (; j <= n - V.Count; j += V.Count)
        {
            V vm = V.Load(m + j), va = V.Load(a + j), vb = V.Load(b + j), vk = V.Load(k + j);
            for (nint i = 0, at = j; i < rows; i++, at += n)
                V.Store(sum + at, V.Load(sum + at) + V.MultiplyAdd(V.Load(x + at) - vm, va, V.MultiplyAdd(d + at, vk, vb)));
        }
        for (; j < n; j++)
            for (nint i = 0, at = j; i < rows; i++, at += n) sum[at] += (x[at] - m[j]) * a[j] + (b[j] + k[j] * d[at]);
    }
}
