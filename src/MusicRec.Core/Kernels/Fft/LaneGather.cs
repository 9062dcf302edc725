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

    /// <summary>Clears rows first, first + step, ... below end.</summary>
    public static void Clear<V>(float* z, int first, int end, int step) where V : unmanaged, ISimd<V>
    {
        for (int row = first; row < end; row += step) V.Store(z + (nint)row * V.Count, default);
    }
}
