using System.Runtime.CompilerServices;

namespace MusicRec.Kernels;

/// <summary>One stochastic step of Bayesian personalised ranking on the triple (user x, liked y, other z), all three in place:
/// g = sigmoid(x.(z - y)); x += rate (g (y - z) - decay x); y += rate (g x_old - decay y); z -= rate (g x_old + decay z).</summary>
internal static unsafe class BprUpdate
{
    /// <param name="x">User vector, n floats.</param>
    /// <param name="y">Vector of the item that was heard.</param>
    /// <param name="z">Vector of the item that was not.</param>
    /// <param name="n">A multiple of 16: padded rows of a matrix.</param>
    /// <param name="rate">Learning rate.</param>
    /// <param name="decay">Regularisation.</param>
    public static void Run(float* x, float* y, float* z, int n, float rate, float decay)
    {
        if (Simd.Width == 512) Wide<Simd512>(x, y, z, n, rate, decay);
        else if (Simd.Width == 256) Wide<Simd256>(x, y, z, n, rate, decay);
        else Wide<Simd128>(x, y, z, n, rate, decay);
    }

    /// <summary>The definition, in double. Tests compare every other path with this one.</summary>
    internal static void Reference(Span<double> x, Span<double> y, Span<double> z, double rate, double decay)
    {
        double difference = 0;
        for (int k = 0; k < x.Length; k++) difference += x[k] * (y[k] - z[k]);
        double g = 1 / (1 + Math.Exp(difference));
        for (int k = 0; k < x.Length; k++)
        {
            var (a, b, c) = (x[k], y[k], z[k]);
            x[k] += rate * (g * (b - c) - decay * a);
            y[k] += rate * (g * a - decay * b);
            z[k] -= rate * (g * a + decay * c);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Wide<V>(float* x, float* y, float* z, int n, float rate, float decay) where V : unmanaged, ISimd<V>
    {
        V even = default, odd = default;
        int w = V.Count;
        for (int k = 0; k < n; k += 2 * w)
        {
            even = V.MultiplyAdd(V.Load(x + k), V.Load(y + k) - V.Load(z + k), even);
            if (k + w < n) odd = V.MultiplyAdd(V.Load(x + k + w), V.Load(y + k + w) - V.Load(z + k + w), odd);
        }
        float g = 1 / (1 + MathF.Exp(V.Sum(even + odd)));
        V step = V.Broadcast(rate * g), keep = V.Broadcast(1 - rate * decay);
        for (int k = 0; k < n; k += w)
        {
            V a = V.Load(x + k), b = V.Load(y + k), c = V.Load(z + k);
            V push = step * a;
            V.Store(x + k, V.MultiplyAdd(step, b - c, keep * a));
            V.Store(y + k, V.MultiplyAdd(keep, b, push));
            V.Store(z + k, keep * c - push);
        }
    }
}
