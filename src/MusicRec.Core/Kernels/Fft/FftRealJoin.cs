using System.Runtime.CompilerServices;

namespace MusicRec.Kernels;

/// <summary>From the spectrum X of n real points, n / 2 + 1 bins, to the points of the complex transform whose inverse gives them; the reverse of
/// <see cref="FftRealSplit"/>. n even, N = n / 2: Z[k] = E + i O with E = (X[k] + conj X[N-k]) / 2, O = w^-k (X[k] - conj X[N-k]) / 2,
/// w = exp(-i pi / N). n odd: Z[k] = X[k], Z[n-k] = conj X[k]. The imaginary part of X[0], and of X[N], is taken as 0.
/// Layout as in <see cref="FftLanes"/>; Z is written to its slots.</summary>
internal static unsafe class FftRealJoin
{
    /// <param name="points">N.</param>
    /// <param name="twiddles">Those of <see cref="FftRealSplit"/>.</param>
    /// <param name="x">N + 1 bins.</param>
    /// <param name="slots">Where each point goes.</param>
    /// <param name="z">N points, overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Even<V>(int points, float* twiddles, float* x, int* slots, float* z) where V : unmanaged, ISimd<V>
    {
        nint point = 2 * V.Count, im = V.Count;
        V half = V.Broadcast(0.5f);
        V first = V.Load(x), last = V.Load(x + points * point);
        V.Store(z + slots[0] * point, (first + last) * half);
        V.Store(z + slots[0] * point + im, (first - last) * half);
        float* low = x + point, high = x + (points - 1) * point;
        for (int k = 1; k <= points / 2; k++, low += point, high -= point)
        {
            V lowRe = V.Load(low), lowIm = V.Load(low + im), highRe = V.Load(high), highIm = V.Load(high + im);
            V evenRe = (lowRe + highRe) * half, evenIm = (lowIm - highIm) * half;
            V difRe = (lowRe - highRe) * half, difIm = (lowIm + highIm) * half;
            V cos = V.Broadcast(twiddles[2 * k]), sin = V.Broadcast(twiddles[2 * k + 1]);
            V oddRe = V.MultiplyAdd(difIm, sin, difRe * cos), oddIm = V.SubtractProduct(difRe, sin, difIm * cos);
            float* toLow = z + slots[k] * point, toHigh = z + slots[points - k] * point;
            V.Store(toHigh, evenRe + oddIm);
            V.Store(toHigh + im, oddRe - evenIm);
            V.Store(toLow, evenRe - oddIm);
            V.Store(toLow + im, evenIm + oddRe);
        }
    }

    /// <param name="points">n, odd.</param>
    /// <param name="x">n / 2 + 1 bins.</param>
    /// <param name="slots">Where each point goes.</param>
    /// <param name="z">n points, overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Odd<V>(int points, float* x, int* slots, float* z) where V : unmanaged, ISimd<V>
    {
        nint point = 2 * V.Count, im = V.Count;
        V.Store(z + slots[0] * point, V.Load(x));
        V.Store(z + slots[0] * point + im, default);
        for (int k = 1; k <= points / 2; k++)
        {
            V re = V.Load(x + k * point), up = V.Load(x + k * point + im);
            float* low = z + slots[k] * point, high = z + slots[points - k] * point;
            V.Store(low, re);
            V.Store(low + im, up);
            V.Store(high, re);
            V.Store(high + im, default(V) - up);
        }
    }
}
