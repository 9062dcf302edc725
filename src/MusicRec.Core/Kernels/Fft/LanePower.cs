using System.Runtime.CompilerServices;

namespace MusicRec.Kernels;

/// <summary>power[k] = re[k]^2 + im[k]^2, or its square root, lane by lane. z in the layout of <see cref="FftLanes"/>; power: [bins,
/// V.Count].</summary>
internal static unsafe class LanePower
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<V>(float* z, int bins, float* power, bool root) where V : unmanaged, ISimd<V>
    {
        nint w = V.Count;
        for (int k = 0; k < bins; k++, z += 2 * w, power += w)
        {
            V re = V.Load(z), im = V.Load(z + w), square = V.MultiplyAdd(re, re, im * im);
            V.Store(power, root ? V.Sqrt(square) : square);
        }
    }
}
