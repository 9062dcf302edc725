using System.Runtime.CompilerServices;

namespace MusicRec.Kernels;

/// <summary>AdaGrad with momentum on a run of weights, in one pass: s += g^2; v = momentum v - rate g / sqrt(s + epsilon); w += v.</summary>
internal static unsafe class AdaGradDescent
{
    /// <param name="g">Gradients.</param>
    /// <param name="s">Sums of squared gradients so far.</param>
    /// <param name="v">Velocities, or null where there is no momentum: v is then the step alone.</param>
    /// <param name="w">The weights.</param>
    /// <param name="n">How many.</param>
    /// <param name="rate">Learning rate.</param>
    /// <param name="momentum">Share of the last step that is taken again.</param>
    /// <param name="epsilon">Keeps the divisor from zero.</param>
    public static void Run(float* g, float* s, float* v, float* w, int n, float rate, float momentum, float epsilon)
    {
        int done = Simd.Width switch
        {
            512 => Wide<Simd512>(g, s, v, w, n, rate, momentum, epsilon),
            256 => Wide<Simd256>(g, s, v, w, n, rate, momentum, epsilon),
            _ => Wide<Simd128>(g, s, v, w, n, rate, momentum, epsilon),
        };
        Reference(g + done, s + done, v == null ? null : v + done, w + done, n - done, rate, momentum, epsilon);
    }

    /// <summary>The definition. Tests compare the other paths with this one.</summary>
    internal static void Reference(float* g, float* s, float* v, float* w, int n, float rate, float momentum, float epsilon)
    {
        for (int i = 0; i < n; i++)
        {
            s[i] += g[i] * g[i];
            float step = -rate * g[i] / MathF.Sqrt(s[i] + epsilon);
            if (v != null) step = v[i] = momentum * v[i] + step;
            w[i] += step;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static int Wide<V>(float* g, float* s, float* v, float* w, int n, float rate, float momentum, float epsilon) where V : unmanaged, ISimd<V>
    {
        V down = V.Broadcast(-rate), keep = V.Broadcast(momentum), floor = V.Broadcast(epsilon);
        int i = 0;
        for (; i <= n - V.Count; i += V.Count)
        {
            V gradient = V.Load(g + i), sum = V.MultiplyAdd(gradient, gradient, V.Load(s + i));
            V.Store(s + i, sum);
            V step = down * gradient / V.Sqrt(sum + floor);
            if (v != null)
            {
                step = V.MultiplyAdd(keep, V.Load(v + i), step);
                V.Store(v + i, step);
            }
            V.Store(w + i, V.Load(w + i) + step);
        }
        return i;
    }
}
