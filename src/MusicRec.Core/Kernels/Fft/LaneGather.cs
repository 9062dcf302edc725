using System.Runtime.CompilerServices;

namespace MusicRec.Kernels;

/// <summary>V.Count overlapping frames to lanes: point t of lane f is x[f stride + t] w[t], written where the transform wants it.
/// Packed: samples 2p and 2p + 1 become the real and imaginary part of point p. Else sample p is the real part of point p.</summary>
internal static unsafe class LaneGather
{
    /// <param name="x">First sample of the first frame.</param>
    /// <param name="stride">Samples from one frame to the next.</param>
    /// <param name="n">Samples a frame.</param>
    /// <param name="window">n factors.</param>
    /// <param name="slots">Slot of each point.</param>
    /// <param name="packed">Two samples a point (n even), or one.</param>
    /// <param name="z">Points, in the layout of <see cref="FftLanes"/>.</param>
    /// <param name="block">Scratch of V.Count x V.Count floats.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<V>(float* x, nint stride, int n, float* window, int* slots, bool packed, float* z, float* block)
        where V : unmanaged, ISimd<V>
    {
        int w = V.Count, t = 0;
        V zero = default;
        for (; t <= n - w; t += w)
        {
            V.Transpose(x + t, stride, block, w);
            if (packed)
            {
                for (int i = 0; i < w; i += 2)
                {
                    float* to = z + (nint)slots[(t + i) >> 1] * 2 * w;
                    V.Store(to, V.Load(block + i * w) * V.Broadcast(window[t + i]));
                    V.Store(to + w, V.Load(block + (i + 1) * w) * V.Broadcast(window[t + i + 1]));
                }
            }
            else
            {
                for (int i = 0; i < w; i++)
                {
                    float* to = z + (nint)slots[t + i] * 2 * w;
                    V.Store(to, V.Load(block + i * w) * V.Broadcast(window[t + i]));
                    V.Store(to + w, zero);
                }
            }
        }
        for (; t < n; t++)
        {
            float* to = packed ? z + (nint)slots[t >> 1] * 2 * w + (t & 1) * w : z + (nint)slots[t] * 2 * w;
            for (int lane = 0; lane < w; lane++) to[lane] = x[lane * stride + t] * window[t];
            if (!packed) V.Store(to + w, zero);
        }
    }
}
