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

    /// <summary>The same, and the transform's first pass, of radix 4: the samples of a butterfly lie n / 4 apart, and go from the registers that
    /// were transposed straight through it, to four points that stand together. For n that is a multiple of 4 V.Count.</summary>
    /// <param name="x">First sample of the first frame.</param>
    /// <param name="stride">Samples from one frame to the next.</param>
    /// <param name="n">Samples a frame, two a point.</param>
    /// <param name="window">n factors.</param>
    /// <param name="rows">Row of each sample.</param>
    /// <param name="z">Points, in the layout of <see cref="FftLanes"/>.</param>
    /// <param name="block">Scratch of 4 V.Count x V.Count floats.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Radix4<V>(float* x, nint stride, int n, float* window, int* rows, float* z, float* block) where V : unmanaged, ISimd<V>
    {
        int w = V.Count, quarter = n / 4;
        nint square = w * w;
        for (int t = 0; t < quarter; t += w)
        {
            V.Transpose(x + t, stride, block, w);
            V.Transpose(x + quarter + t, stride, block + square, w);
            V.Transpose(x + 2 * quarter + t, stride, block + 2 * square, w);
            V.Transpose(x + 3 * quarter + t, stride, block + 3 * square, w);
            for (int i = 0; i < w; i += 2)
            {
                float* to = z + (nint)rows[t + i] * w, from = block + i * w, f = window + t + i;
                FftLanes.Join4(to, to + w, 2 * w, Times<V>(from, f), Times<V>(from + w, f + 1),
                    Times<V>(from + square, f + quarter), Times<V>(from + square + w, f + quarter + 1),
                    Times<V>(from + 2 * square, f + 2 * quarter), Times<V>(from + 2 * square + w, f + 2 * quarter + 1),
                    Times<V>(from + 3 * square, f + 3 * quarter), Times<V>(from + 3 * square + w, f + 3 * quarter + 1));
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
