using System.Runtime.CompilerServices;

namespace MusicRec.Kernels;

/// <summary>Spectra of n points filtered and folded to n / 2: what decimation by two leaves of them. Layout as in <see cref="FftLanes"/>.</summary>
internal static unsafe class FftFold
{
    /// <summary>y[k] = g[k] x[k] + g[n/2 - k] x[k + n/2]: a filter of real gains, symmetric about n / 2, then the two halves on each other.</summary>
    /// <param name="half">n / 2.</param>
    /// <param name="gains">g, n / 2 + 1 of them.</param>
    /// <param name="x">n points.</param>
    /// <param name="slots">Where each point of y goes.</param>
    /// <param name="y">n / 2 points, overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<V>(int half, float* gains, float* x, int* slots, float* y) where V : unmanaged, ISimd<V>
    {
        nint point = 2 * V.Count, im = V.Count;
        float* high = x + half * point;
        for (int k = 0; k < half; k++, x += point, high += point)
        {
            V low = V.Broadcast(gains[k]), up = V.Broadcast(gains[half - k]);
            float* to = y + slots[k] * point;
            V.Store(to, V.MultiplyAdd(V.Load(high), up, V.Load(x) * low));
            V.Store(to + im, V.MultiplyAdd(V.Load(high + im), up, V.Load(x + im) * low));
        }
    }

    /// <summary>One part, real or imaginary, of points back to rows: rows[lane stride + p] = part of point p in that lane.</summary>
    /// <param name="part">The first point's.</param>
    /// <param name="points">Points.</param>
    /// <param name="rows">The first lane's row.</param>
    /// <param name="stride">Floats from row to row.</param>
    /// <param name="count">Rows; all lanes, or the first ones.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Store<V>(float* part, int points, float* rows, nint stride, int count) where V : unmanaged, ISimd<V>
    {
        int w = V.Count, p = 0;
        if (count == w)
            for (; p <= points - w; p += w) V.Transpose(part + 2 * p * w, 2 * w, rows + p, stride);
        for (; p < points; p++)
            for (int lane = 0; lane < count; lane++) rows[lane * stride + p] = part[2 * p * w + lane];
    }
}
