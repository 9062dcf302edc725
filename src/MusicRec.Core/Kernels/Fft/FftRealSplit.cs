using System.Runtime.CompilerServices;

namespace MusicRec.Kernels;

/// <summary>From the complex transform Z of z[t] = x[2t] + i x[2t + 1] (N points) to the spectrum X of the 2 N real points x, N + 1 bins, in place:
/// with E = (Z[k] + conj Z[N-k]) / 2 and O = (Z[k] - conj Z[N-k]) / 2i,  X[k] = E + w^k O and X[N-k] = conj(E - w^k O),  w = exp(-i pi / N).
/// Layout as in <see cref="FftLanes"/>; there must be room for point N.</summary>
internal static unsafe class FftRealSplit
{
    /// <summary>cos and sin of -pi k / N for k in 0 .. N / 2.</summary>
    public static float[] Twiddles(int points)
    {
        var table = new float[2 * (points / 2 + 1)];
        for (int k = 0; k <= points / 2; k++)
        {
            var (sin, cos) = Math.SinCos(-Math.PI * k / points);
            (table[2 * k], table[2 * k + 1]) = ((float)cos, (float)sin);
        }
        return table;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<V>(int points, float* twiddles, float* z) where V : unmanaged, ISimd<V>
    {
        nint point = 2 * V.Count, im = V.Count;
        V half = V.Broadcast(0.5f), zero = default;
        V r = V.Load(z), i = V.Load(z + im);
        V.Store(z, r + i);
        V.Store(z + im, zero);
        V.Store(z + points * point, r - i);
        V.Store(z + points * point + im, zero);
        float* low = z + point, high = z + (points - 1) * point;
        for (int k = 1; k <= points / 2; k++, low += point, high -= point)
        {
            V lowRe = V.Load(low), lowIm = V.Load(low + im), highRe = V.Load(high), highIm = V.Load(high + im);
            V evenRe = (lowRe + highRe) * half, evenIm = (lowIm - highIm) * half;
            V oddRe = (lowIm + highIm) * half, oddIm = (highRe - lowRe) * half;
            V cos = V.Broadcast(twiddles[2 * k]), sin = V.Broadcast(twiddles[2 * k + 1]);
            V turnRe = V.SubtractProduct(oddIm, sin, oddRe * cos), turnIm = V.MultiplyAdd(oddRe, sin, oddIm * cos);
            V.Store(high, evenRe - turnRe);
            V.Store(high + im, turnIm - evenIm);
            V.Store(low, evenRe + turnRe);
            V.Store(low + im, evenIm + turnIm);
        }
    }

    /// <summary>|X[k]|^2, or |X[k]|, of all N + 1 bins, without writing X: [N + 1, V.Count].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Power<V>(int points, float* twiddles, float* z, float* power, bool root) where V : unmanaged, ISimd<V>
    {
        nint w = V.Count, point = 2 * w;
        V half = V.Broadcast(0.5f);
        V r = V.Load(z), i = V.Load(z + w), sum = r + i, difference = r - i;
        V.Store(power, sum * sum);
        V.Store(power + points * w, difference * difference);
        float* low = z + point, high = z + (points - 1) * point;
        for (int k = 1; k <= points / 2; k++, low += point, high -= point)
        {
            V lowRe = V.Load(low), lowIm = V.Load(low + w), highRe = V.Load(high), highIm = V.Load(high + w);
            V evenRe = (lowRe + highRe) * half, evenIm = (lowIm - highIm) * half;
            V oddRe = (lowIm + highIm) * half, oddIm = (highRe - lowRe) * half;
            V cos = V.Broadcast(twiddles[2 * k]), sin = V.Broadcast(twiddles[2 * k + 1]);
            V turnRe = V.SubtractProduct(oddIm, sin, oddRe * cos), turnIm = V.MultiplyAdd(oddRe, sin, oddIm * cos);
            V upRe = evenRe + turnRe, upIm = evenIm + turnIm, downRe = evenRe - turnRe, downIm = turnIm - evenIm;
            V.Store(power + k * w, V.MultiplyAdd(upRe, upRe, upIm * upIm));
            V.Store(power + (points - k) * w, V.MultiplyAdd(downRe, downRe, downIm * downIm));
        }
        for (int k = 0; root && k <= points; k++) V.Store(power + k * w, V.Sqrt(V.Load(power + k * w)));
    }
}
