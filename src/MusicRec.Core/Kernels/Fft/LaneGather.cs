using System.Runtime.CompilerServices;

namespace MusicRec.Kernels;

/// <summary>V.Count overlapping frames to lanes: sample t of lane f is x[f stride + t] w[t], written where the transform wants it,
/// to row rows[t] of z: [rows, V.Count].</summary>
internal static unsafe class LaneGather
{
    /// <param name="x">First sample of the first frame.</param>
    /// <param name="stride">Samples from one frame to the next.</param>
    /// <param name="n">Samples a frame.</param>
    /// <param name="window">n factors.</param>
    /// <param name="rows">Row of each sample.</param>
    /// <param name="z">Points, in the layout of <see cref="FftLanes"/>.</param>
    /// <param name="block">Scratch of V.Count x V.Count floats.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<V>(float* x, nint stride, int n, float* window, int* rows, float* z, float* block) where V : unmanaged, ISimd<V>
    {
        int w = V.Count, t = 0;
        for (; t <= n - w; t += w)
        {
            V.Transpose(x + t, stride, block, w);
            for (int i = 0; i < w; i++) V.Store(z + (nint)rows[t + i] * w, V.Load(block + i * w) * V.Broadcast(window[t + i]));
        }
        for (; t < n; t++)
            for (int lane = 0; lane < w; lane++) z[(nint)rows[t] * w + lane] = x[lane * stride + t] * window[t];
    }

    /// <summary>Whether <see cref="First{V}"/> serves: the first pass is of radix 4 or 8, and the parts of a frame are whole registers.</summary>
    public static bool Joins<V>(FftPlan plan) where V : unmanaged, ISimd<V> =>
        plan.Passes is [{ Radix: 4 or 8 } pass, ..] && 2 * plan.Length % (pass.Radix * V.Count) == 0;

    /// <summary>The same for frames of two samples a point, and the transform's first pass: the samples of a butterfly lie an r-th of the frame
    /// apart, and go from the registers that were transposed straight through it, to r points that stand together.</summary>
    /// <param name="x">First sample of the first frame.</param>
    /// <param name="stride">Samples from one frame to the next.</param>
    /// <param name="plan">The transform; <see cref="Joins{V}"/>.</param>
    /// <param name="window">A factor for each sample.</param>
    /// <param name="rows">Row of each sample.</param>
    /// <param name="z">Points, in the layout of <see cref="FftLanes"/>.</param>
    /// <param name="block">Scratch of 8 V.Count x V.Count floats.</param>
    /// <returns>The passes that are done: 1.</returns>
    public static int First<V>(float* x, nint stride, FftPlan plan, float* window, int* rows, float* z, float* block) where V : unmanaged, ISimd<V>
    {
        int n = 2 * plan.Length;
        if (plan.Passes[0].Radix == 8) Radix8<V>(x, stride, n / 8, window, rows, z, block);
        else Radix4<V>(x, stride, n / 4, window, rows, z, block);
        return 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Radix4<V>(float* x, nint stride, int part, float* window, int* rows, float* z, float* block) where V : unmanaged, ISimd<V>
    {
        int w = V.Count;
        nint s = w * w;
        for (int t = 0; t < part; t += w)
        {
            for (int q = 0; q < 4; q++) V.Transpose(x + q * part + t, stride, block + q * s, w);
            for (int i = 0; i < w; i += 2)
            {
                float* to = z + (nint)rows[t + i] * w, a = block + i * w, b = a + w, f = window + t + i, g = f + 1;
                FftLanes.Join4(to, to + w, 2 * w, Times<V>(a, f), Times<V>(b, g), Times<V>(a + s, f + part), Times<V>(b + s, g + part),
                    Times<V>(a + 2 * s, f + 2 * part), Times<V>(b + 2 * s, g + 2 * part),
                    Times<V>(a + 3 * s, f + 3 * part), Times<V>(b + 3 * s, g + 3 * part));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Radix8<V>(float* x, nint stride, int part, float* window, int* rows, float* z, float* block) where V : unmanaged, ISimd<V>
    {
        int w = V.Count;
        nint s = w * w;
        for (int t = 0; t < part; t += w)
        {
            for (int q = 0; q < 8; q++) V.Transpose(x + q * part + t, stride, block + q * s, w);
            for (int i = 0; i < w; i += 2)
            {
                float* to = z + (nint)rows[t + i] * w, a = block + i * w, b = a + w, f = window + t + i, g = f + 1;
                V p = Times<V>(a, f), q = Times<V>(b, g), c = Times<V>(a + 4 * s, f + 4 * part), d = Times<V>(b + 4 * s, g + 4 * part);
                V a0r = p + c, a0i = q + d, a4r = p - c, a4i = q - d;
                (p, q, c, d) = (Times<V>(a + 2 * s, f + 2 * part), Times<V>(b + 2 * s, g + 2 * part),
                    Times<V>(a + 6 * s, f + 6 * part), Times<V>(b + 6 * s, g + 6 * part));
                V a2r = p + c, a2i = q + d, a6r = p - c, a6i = q - d;
                (p, q, c, d) = (Times<V>(a + s, f + part), Times<V>(b + s, g + part),
                    Times<V>(a + 5 * s, f + 5 * part), Times<V>(b + 5 * s, g + 5 * part));
                V a1r = p + c, a1i = q + d, a5r = p - c, a5i = q - d;
                (p, q, c, d) = (Times<V>(a + 3 * s, f + 3 * part), Times<V>(b + 3 * s, g + 3 * part),
                    Times<V>(a + 7 * s, f + 7 * part), Times<V>(b + 7 * s, g + 7 * part));
                V a3r = p + c, a3i = q + d, a7r = p - c, a7i = q - d;
                FftLanes.Join8(to, to + w, 2 * w, a0r, a0i, a1r, a1i, a2r, a2i, a3r, a3i, a4r, a4i, a5r, a5i, a6r, a6i, a7r, a7i);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Times<V>(float* values, float* factor) where V : unmanaged, ISimd<V> => V.Load(values) * V.Broadcast(*factor);

    /// <summary>Clears rows first, first + step, ... below end.</summary>
    public static void Clear<V>(float* z, int first, int end, int step) where V : unmanaged, ISimd<V>
    {
        for (int row = first; row < end; row += step) V.Store(z + (nint)row * V.Count, default);
    }
}
