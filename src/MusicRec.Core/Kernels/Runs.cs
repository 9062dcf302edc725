using System.Runtime.CompilerServices;

namespace MusicRec.Kernels;

/// <summary>Equal runs of floats at a step: the windows of a picture's row, gathered into the rows of a matrix and scattered back.</summary>
internal static unsafe class Runs
{
    /// <summary>to[i * toStep + j] = from[i * fromStep + j] for j below n.</summary>
    public static void Copy(float* from, nint fromStep, float* to, nint toStep, int count, int n)
    {
        if (Simd.Width == 512) Wide<Simd512>(from, fromStep, to, toStep, count, n, add: false);
        else if (Simd.Width == 256) Wide<Simd256>(from, fromStep, to, toStep, count, n, add: false);
        else Wide<Simd128>(from, fromStep, to, toStep, count, n, add: false);
    }

    /// <summary>to[i * toStep + j] += from[i * fromStep + j], runs in their order: those of the target may overlap.</summary>
    public static void Add(float* from, nint fromStep, float* to, nint toStep, int count, int n)
    {
        if (Simd.Width == 512) Wide<Simd512>(from, fromStep, to, toStep, count, n, add: true);
        else if (Simd.Width == 256) Wide<Simd256>(from, fromStep, to, toStep, count, n, add: true);
        else Wide<Simd128>(from, fromStep, to, toStep, count, n, add: true);
    }

    /// <summary>The formula of both.</summary>
    public static void Reference(float[] from, int fromStep, float[] to, int toStep, int count, int n, bool add)
    {
        for (int i = 0; i < count; i++)
            for (int j = 0; j < n; j++)
                to[i * toStep + j] = from[i * fromStep + j] + (add ? to[i * toStep + j] : 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Wide<V>(float* from, nint fromStep, float* to, nint toStep, int count, int n, bool add) where V : unmanaged, ISimd<V>
    {
        for (int i = 0; i < count; i++, from += fromStep, to += toStep)
        {
            int j = 0;
            if (add)
            {
                for (; j <= n - V.Count; j += V.Count) V.Store(to + j, V.Load(to + j) + V.Load(from + j));
                for (; j < n; j++) to[j] += from[j];
            }
            else
            {
                for (; j <= n - V.Count; j += V.Count) V.Store(to + j, V.Load(from + j));
                for (; j < n; j++) to[j] = from[j];
            }
        }
    }
}
