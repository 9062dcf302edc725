using System.Runtime.CompilerServices;

namespace MusicRec.Kernels;

/// <summary>Lanes back to frames: frames[lane stride + bin] = values[bin V.Count + lane], for the first <c>count</c> lanes.</summary>
internal static unsafe class LaneStore
{
    private const int Part = 128; // bins that a frame gets at a time: whole cache lines, where V.Count frames a power of two apart would evict halves

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<V>(float* values, int bins, float* frames, nint stride, int count) where V : unmanaged, ISimd<V>
    {
        int w = V.Count, b = 0;
        for (; b <= bins - w; b += Part)
        {
            int width = Math.Min(Part, (bins - b) / w * w);
            if (w > 4) Rows<V, Simd256>(values + b * w, width, frames + b, stride, count);
            else Rows<V, Simd128>(values + b * w, width, frames + b, stride, count);
        }
        for (b = bins / w * w; b < bins; b++)
            for (int lane = 0; lane < count; lane++) frames[lane * stride + b] = values[b * w + lane];
    }

    /// <summary>At most Part bins of every lane, by square tiles of T.Count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Rows<V, T>(float* values, int width, float* frames, nint stride, int count)
        where V : unmanaged, ISimd<V> where T : unmanaged, ISimd<T>
    {
        float* tile = stackalloc float[8 * Part];
        for (int lane = 0; lane < count; lane += T.Count)
        {
            for (int b = 0; b < width; b += T.Count) T.Transpose(values + b * V.Count + lane, V.Count, tile + b, Part);
            for (int row = lane; row < Math.Min(lane + T.Count, count); row++)
                for (int b = 0; b < width; b += V.Count) V.Store(frames + row * stride + b, V.Load(tile + (row - lane) * Part + b));
        }
    }
}
