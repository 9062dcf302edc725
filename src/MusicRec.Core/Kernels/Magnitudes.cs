using System.Runtime.CompilerServices;

namespace MusicRec.Kernels;

/// <summary>Moduli of complex numbers.</summary>
internal static unsafe class Magnitudes
{
    /// <summary>to[f, b] = sqrt(re^2 + im^2), frame by frame.</summary>
    /// <param name="from">Shape [frames, stride]: count real parts, then count imaginary parts.</param>
    /// <param name="stride">Floats from one frame to the next.</param>
    /// <param name="frames">Number of frames.</param>
    /// <param name="count">Numbers a frame.</param>
    /// <param name="to">Filled: count floats a frame.</param>
    /// <param name="toStride">Floats from one frame to the next there.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<V>(float* from, int stride, int frames, int count, float* to, int toStride) where V : unmanaged, ISimd<V>
    {
        for (int f = 0; f < frames; f++, from += stride, to += toStride)
        {
            int b = 0;
            for (; b + V.Count <= count; b += V.Count) At<V>(from + b, count, to + b);
            if (b == count) continue;
            if (count >= V.Count) At<V>(from + count - V.Count, count, to + count - V.Count); // some a second time
            else
                for (; b < count; b++) to[b] = MathF.Sqrt(MathF.FusedMultiplyAdd(from[b], from[b], from[count + b] * from[count + b]));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void At<V>(float* re, int count, float* to) where V : unmanaged, ISimd<V>
    {
        V x = V.Load(re), y = V.Load(re + count);
        V.Store(to, V.Sqrt(V.MultiplyAdd(x, x, y * y)));
    }
}
