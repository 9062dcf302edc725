using System.Runtime.CompilerServices;

namespace MusicRec.Kernels;

/// <summary>Lanes back to frames: frames[lane stride + bin] = values[bin V.Count + lane], for the first <c>count</c> lanes.</summary>
internal static unsafe class LaneStore
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<V>(float* values, int bins, float* frames, nint stride, int count) where V : unmanaged, ISimd<V>
    {
        int w = V.Count, b = 0;
        if (count == w)
            for (; b <= bins - w; b += w) V.Transpose(values + b * w, w, frames + b, stride);
        for (; b < bins; b++)
            for (int lane = 0; lane < count; lane++) frames[lane * stride + b] = values[b * w + lane];
    }
}
