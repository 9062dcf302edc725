using System.Runtime.CompilerServices;

namespace MusicRec.Kernels;

/// <summary>y[i] = scale log(max(floor, gain x[i] + bias)), in place.</summary>
internal static unsafe class LaneLog
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<V>(float* x, int vectors, float gain, float bias, float floor, float scale) where V : unmanaged, ISimd<V>
    {
        V g = V.Broadcast(gain), b = V.Broadcast(bias), f = V.Broadcast(floor), s = V.Broadcast(scale);
        for (int i = 0; i < vectors; i++, x += V.Count) V.Store(x, V.Log(V.Max(f, V.MultiplyAdd(V.Load(x), g, b))) * s);
    }
}
