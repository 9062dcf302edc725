using System.Runtime.CompilerServices;

namespace MusicRec.Kernels;

/// <summary>y[i] = scale log(max(floor, gain x[i] + bias)), in place.</summary>
internal static unsafe class LaneLog
{
    private const float LeastNormal = 1.17549435e-38f;

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<V>(float* x, int vectors, float gain, float bias, float floor, float scale) where V : unmanaged, ISimd<V>
    {
        V g = V.Broadcast(gain), b = V.Broadcast(bias), f = V.Broadcast(Math.Max(floor, LeastNormal)), s = V.Broadcast(scale);
        for (int i = 0; i < vectors; i++, x += V.Count) V.Store(x, Elementary.Log(V.Max(f, V.MultiplyAdd(V.Load(x), g, b))) * s);
    }
}
