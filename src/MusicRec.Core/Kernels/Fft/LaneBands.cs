using System.Runtime.CompilerServices;

namespace MusicRec.Kernels;

/// <summary>Banded matrix times lanes: bands[m] = sum_k weights[m][k] power[start[m] + k]. power: [bins, V.Count]; bands: [count, V.Count].</summary>
internal static unsafe class LaneBands
{
    /// <param name="starts">First bin of each band.</param>
    /// <param name="offsets">count + 1 offsets into <paramref name="weights"/>.</param>
    /// <param name="weights">The bands' weights, one band after another.</param>
    /// <param name="count">Number of bands.</param>
    /// <param name="power">Lanes of the bins.</param>
    /// <param name="bands">Lanes of the bands; overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<V>(int* starts, int* offsets, float* weights, int count, float* power, float* bands) where V : unmanaged, ISimd<V>
    {
        nint w = V.Count;
        for (int m = 0; m < count; m++, bands += w)
        {
            float* p = power + starts[m] * w;
            V a = default, b = default, c = default, d = default; // four chains hide the FMA latency
            int k = offsets[m], end = offsets[m + 1];
            for (; k <= end - 4; k += 4, p += 4 * w)
            {
                a = V.MultiplyAdd(V.Broadcast(weights[k]), V.Load(p), a);
                b = V.MultiplyAdd(V.Broadcast(weights[k + 1]), V.Load(p + w), b);
                c = V.MultiplyAdd(V.Broadcast(weights[k + 2]), V.Load(p + 2 * w), c);
                d = V.MultiplyAdd(V.Broadcast(weights[k + 3]), V.Load(p + 3 * w), d);
            }
            for (; k < end; k++, p += w) a = V.MultiplyAdd(V.Broadcast(weights[k]), V.Load(p), a);
            V.Store(bands, a + b + (c + d));
        }
    }
}
