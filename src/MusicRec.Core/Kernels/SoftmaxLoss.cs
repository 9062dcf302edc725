using System.Runtime.CompilerServices;

namespace MusicRec.Kernels;

/// <summary>Softmax cross-entropy of a row of scores with its gradient, in three passes: bias and maximum, exponential and sum, scale.</summary>
internal static unsafe class SoftmaxLoss
{
    /// <param name="x">Scores without their bias, [n]; becomes the gradient scale (softmax(x + b) - one at target).</param>
    /// <param name="b">Biases, [n].</param>
    /// <param name="n">Candidates, at least 1.</param>
    /// <param name="target">The right candidate.</param>
    /// <param name="scale">Factor of the gradient.</param>
    /// <param name="sums">The gradient is added to these, [n].</param>
    /// <returns>-ln softmax(x + b)[target].</returns>
    public static double Run(float* x, float* b, int n, int target, float scale, float* sums)
    {
        var (loss, sum, done) = Simd.Width switch
        {
            512 => Wide<Simd512>(x, b, n, target, scale, sums),
            256 => Wide<Simd256>(x, b, n, target, scale, sums),
            _ => Wide<Simd128>(x, b, n, target, scale, sums),
        };
        float factor = scale / sum;
        for (int i = done; i < n; i++) sums[i] += x[i] *= factor;
        x[target] -= scale;
        sums[target] -= scale;
        return loss;
    }

    /// <summary>The definition, summed in double.</summary>
    internal static double Reference(float* x, float* b, int n, int target, float scale, float* sums)
    {
        double max = double.NegativeInfinity, sum = 0;
        for (int i = 0; i < n; i++) max = Math.Max(max, (double)x[i] + b[i]);
        for (int i = 0; i < n; i++) sum += Math.Exp((double)x[i] + b[i] - max);
        double loss = max + Math.Log(sum) - x[target] - b[target];
        for (int i = 0; i < n; i++)
        {
            x[i] = (float)(scale * (Math.Exp((double)x[i] + b[i] - max) / sum - (i == target ? 1 : 0)));
            sums[i] += x[i];
        }
        return loss;
    }

    // All but the last n % V.Count of the gradient; these are left as exponentials.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static (double Loss, float Sum, int Done) Wide<V>(float* x, float* b, int n, int target, float scale, float* sums)
        where V : unmanaged, ISimd<V>
    {
        int i = 0, w = V.Count;
        float max = float.NegativeInfinity;
        V most = V.Broadcast(max), next = most;
        for (; i <= n - 2 * w; i += 2 * w)
        {
            V p = V.Load(x + i) + V.Load(b + i), q = V.Load(x + i + w) + V.Load(b + i + w);
            V.Store(x + i, p);
            V.Store(x + i + w, q);
            (most, next) = (V.Max(most, p), V.Max(next, q));
        }
        float* lanes = stackalloc float[w];
        V.Store(lanes, V.Max(most, next));
        for (int l = 0; l < w; l++) max = Math.Max(max, lanes[l]);
        for (; i < n; i++) max = Math.Max(max, x[i] += b[i]);
        float own = x[target];

        V top = V.Broadcast(max), sumP = default, sumQ = default;
        for (i = 0; i <= n - 2 * w; i += 2 * w)
        {
            V p = Elementary.Exp(V.Load(x + i) - top), q = Elementary.Exp(V.Load(x + i + w) - top);
            V.Store(x + i, p);
            V.Store(x + i + w, q);
            (sumP, sumQ) = (sumP + p, sumQ + q);
        }
        float sum = V.Sum(sumP + sumQ);
        for (; i < n; i++) sum += x[i] = MathF.Exp(x[i] - max);

        V factor = V.Broadcast(scale / sum);
        for (i = 0; i <= n - w; i += w)
        {
            V g = V.Load(x + i) * factor;
            V.Store(x + i, g);
            V.Store(sums + i, V.Load(sums + i) + g);
        }
        return (max + Math.Log(sum) - own, sum, i);
    }
}
