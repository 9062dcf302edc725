using System.Runtime.CompilerServices;

namespace MusicRec.Kernels;

/// <summary>Inner product of two float vectors: sum_i x[i] y[i].</summary>
internal static unsafe class Dot
{
    public static float Run(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        Require.Length(y.Length, x.Length, nameof(y));
        fixed (float* px = x, py = y) return Run(px, py, x.Length);
    }

    public static float Run(float* x, float* y, int n) => Simd.Width switch
    {
        512 => Wide<Simd512>(x, y, n),
        256 => Wide<Simd256>(x, y, n),
        _ => Wide<Simd128>(x, y, n),
    };

    /// <summary>The definition, summed in double. Every other path is tested against it.</summary>
    internal static float Reference(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum += (double)x[i] * y[i];
        return (float)sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static float Wide<V>(float* x, float* y, int n) where V : unmanaged, ISimd<V>
    {
        V a = default, b = default, c = default, d = default; // four chains hide the FMA latency
        int i = 0, w = V.Count;
        for (; i <= n - 4 * w; i += 4 * w)
        {
            a = V.MultiplyAdd(V.Load(x + i), V.Load(y + i), a);
            b = V.MultiplyAdd(V.Load(x + i + w), V.Load(y + i + w), b);
            c = V.MultiplyAdd(V.Load(x + i + 2 * w), V.Load(y + i + 2 * w), c);
            d = V.MultiplyAdd(V.Load(x + i + 3 * w), V.Load(y + i + 3 * w), d);
        }
        for (; i <= n - w; i += w) a = V.MultiplyAdd(V.Load(x + i), V.Load(y + i), a);
        float sum = V.Sum(a + b + (c + d));
        for (; i < n; i++) sum += x[i] * y[i];
        return sum;
    }
}
