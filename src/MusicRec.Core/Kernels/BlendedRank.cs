using System.Numerics;
using System.Runtime.CompilerServices;

namespace MusicRec.Kernels;

/// <summary>Rank of one item under a weighted sum of several score rows, ties against it, without storing the sum.</summary>
internal static unsafe class BlendedRank
{
    /// <summary>|{i != item : sum_p w_p s_p[i] at least sum_p w_p s_p[item]}|.</summary>
    /// <param name="scores">Rows s_p one after the other, [parts, n].</param>
    /// <param name="weights">w_p, [parts].</param>
    /// <param name="parts">Rows, at least 1.</param>
    /// <param name="n">Items.</param>
    /// <param name="item">The item.</param>
    public static int Run(float* scores, float* weights, int parts, int n, int item) => Simd.Width switch
    {
        512 => Wide<Simd512>(scores, weights, parts, n, item),
        256 => Wide<Simd256>(scores, weights, parts, n, item),
        _ => Wide<Simd128>(scores, weights, parts, n, item),
    };

    /// <summary>The definition, in float as the kernel.</summary>
    internal static int Reference(float* scores, float* weights, int parts, int n, int item)
    {
        float Sum(int i)
        {
            float sum = 0;
            for (int p = 0; p < parts; p++) sum = MathF.FusedMultiplyAdd(weights[p], scores[(nint)p * n + i], sum);
            return sum;
        }
        int rank = 0;
        for (int i = 0; i < n; i++)
            if (i != item && Sum(i) >= Sum(item)) rank++;
        return rank;
    }

    // Counts those below: the item itself is not. One sum alone goes through the same instructions as a register of them.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static int Wide<V>(float* scores, float* weights, int parts, int n, int item) where V : unmanaged, ISimd<V>
    {
        V target = default;
        for (int p = 0; p < parts; p++) target = V.MultiplyAdd(V.Broadcast(weights[p]), V.Broadcast(scores[(nint)p * n + item]), target);
        int w = V.Count, i = 0, below = 0;
        for (; i <= n - w; i += w)
        {
            V sum = default;
            for (int p = 0; p < parts; p++) sum = V.MultiplyAdd(V.Broadcast(weights[p]), V.Load(scores + (nint)p * n + i), sum);
            below += BitOperations.PopCount(V.GreaterThan(target, sum));
        }
        for (; i < n; i++)
        {
            V sum = default;
            for (int p = 0; p < parts; p++) sum = V.MultiplyAdd(V.Broadcast(weights[p]), V.Broadcast(scores[(nint)p * n + i]), sum);
            below += (int)(V.GreaterThan(target, sum) & 1);
        }
        return n - 1 - below;
    }
}
