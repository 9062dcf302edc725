using System.Runtime.CompilerServices;

namespace MusicRec.Kernels;

/// <summary>The backward pass through the gates of one GRU step of one example; n is the width of the state.</summary>
internal static unsafe class GruGates
{
    /// <param name="gates">r, z, c and W_hc h + b_hc, n of each, from the forward pass.</param>
    /// <param name="last">The state before the step.</param>
    /// <param name="dh">The gradient of the state after the step; becomes the part z dh of the gradient of the state before.</param>
    /// <param name="dx">Gradients of the three sums of the input, r, z, c; overwritten.</param>
    /// <param name="du">Gradients of the three sums of the state; overwritten.</param>
    /// <param name="n">Width of the state.</param>
    public static void Backward(float* gates, float* last, float* dh, float* dx, float* du, int n)
    {
        int done = Simd.Width switch
        {
            512 => Wide<Simd512>(gates, last, dh, dx, du, n),
            256 => Wide<Simd256>(gates, last, dh, dx, du, n),
            _ => Wide<Simd128>(gates, last, dh, dx, du, n),
        };
        for (int i = done; i < n; i++)
        {
            float r = gates[i], z = gates[n + i], c = gates[2 * n + i], d = dh[i];
            float dc = d * (1 - z) * (1 - c * c), dz = d * (last[i] - c) * z * (1 - z), dr = dc * gates[3 * n + i] * r * (1 - r);
            (dx[i], dx[n + i], dx[2 * n + i]) = (dr, dz, dc);
            (du[i], du[n + i], du[2 * n + i]) = (dr, dz, dc * r);
            dh[i] = d * z;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static int Wide<V>(float* gates, float* last, float* dh, float* dx, float* du, int n) where V : unmanaged, ISimd<V>
    {
        V one = V.Broadcast(1);
        int i = 0;
        for (; i <= n - V.Count; i += V.Count)
        {
            V r = V.Load(gates + i), z = V.Load(gates + n + i), c = V.Load(gates + 2 * n + i), d = V.Load(dh + i);
            V dc = d * (one - z) * V.SubtractProduct(c, c, one);
            V dz = d * (V.Load(last + i) - c) * V.SubtractProduct(z, z, z);
            V dr = dc * V.Load(gates + 3 * n + i) * V.SubtractProduct(r, r, r);
            V.Store(dx + i, dr);
            V.Store(dx + n + i, dz);
            V.Store(dx + 2 * n + i, dc);
            V.Store(du + i, dr);
            V.Store(du + n + i, dz);
            V.Store(du + 2 * n + i, dc * r);
            V.Store(dh + i, d * z);
        }
        return i;
    }
}
