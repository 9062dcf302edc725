using System.Runtime.CompilerServices;

namespace MusicRec.Kernels;

/// <summary>V.Count complex Fourier transforms side by side, one a SIMD lane: X[k] = sum_t x[t] exp(-2 pi i t k / N), unnormalised.
/// Every operation is vertical, so a transform's bits do not depend on its lane, on its neighbours or on the register width.
/// Layout: point p stands at re + 2 p V.Count and im + 2 p V.Count, V.Count floats each; points must stand in the plan's slots beforehand
/// and end in natural order; there must be <see cref="FftPlan.Room"/>.
/// The inverse transform (times N) is the same call with re and im exchanged.</summary>
internal static unsafe class FftLanes
{
    private const int L1 = 32 << 10; // bytes: the smallest first-level cache

    /// <param name="plan">The tables.</param>
    /// <param name="re">Real parts.</param>
    /// <param name="im">Imaginary parts.</param>
    /// <param name="done">Passes that are done already: 1 after <see cref="LaneGather.First{V}"/>, otherwise 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<V>(FftPlan plan, float* re, float* im, int done = 0) where V : unmanaged, ISimd<V>
    {
        if (plan.Chirp is { } chirp)
        {
            chirp.Run<V>(re, im);
            return;
        }
        // A pass works within blocks of span x radix points: the first passes do one block after another, all of them while it is in half of L1.
        // What is in L1 as a whole needs no blocks.
        int blocked = 0, block = 1, passes = plan.Passes.Length, limit = 2L * sizeof(float) * V.Count * plan.Length <= L1 ? L1 : L1 / 2;
        while (blocked < passes && 2L * sizeof(float) * V.Count * plan.Passes[blocked].End <= limit) block = plan.Passes[blocked++].End;
        fixed (float* twiddles = plan.Twiddles)
        {
            for (nint first = 0; blocked > done && first < plan.Length; first += block)
            {
                nint at = first * 2 * V.Count;
                for (int p = done; p < blocked; p++) Pass<V>(plan.Passes[p], block, twiddles, re + at, im + at);
            }
            for (int p = Math.Max(blocked, done); p < passes; p++) Pass<V>(plan.Passes[p], plan.Length, twiddles, re, im);
        }
    }

    /// <summary>One pass over n points.</summary>
    private static void Pass<V>(FftPass pass, int n, float* twiddles, float* re, float* im) where V : unmanaged, ISimd<V>
    {
        float* w = twiddles + pass.TwiddleOffset;
        switch (pass.Radix)
        {
            case 8: Radix8<V>(n, pass.Span, w, re, im); break;
            case 4: Radix4<V>(n, pass.Span, w, re, im); break;
            case 2: Radix2<V>(n, pass.Span, w, re, im); break;
            default: AnyRadix<V>(n, pass, w, re, im); break;
        }
    }

    /// <summary>The definition, in double, of one transform.</summary>
    internal static (double Re, double Im)[] Reference(ReadOnlySpan<(double Re, double Im)> x)
    {
        var spectrum = new (double, double)[x.Length];
        for (int k = 0; k < x.Length; k++)
        {
            double re = 0, im = 0;
            for (int t = 0; t < x.Length; t++)
            {
                var (sin, cos) = Math.SinCos(-2 * Math.PI * ((long)t * k % x.Length) / x.Length);
                re += x[t].Re * cos - x[t].Im * sin;
                im += x[t].Re * sin + x[t].Im * cos;
            }
            spectrum[k] = (re, im);
        }
        return spectrum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Radix8<V>(int n, int span, float* twiddles, float* re, float* im) where V : unmanaged, ISimd<V>
    {
        nint point = 2 * V.Count, step = point * span;
        for (int b = 0; b < n; b += 8 * span, re += 7 * step, im += 7 * step)
        {
            float* w = twiddles;
            for (int j = 0; j < span; j++, w += 14, re += point, im += point)
            {
                V c = V.Broadcast(w[6]), d = V.Broadcast(w[7]), x = V.Load(re + 4 * step), y = V.Load(im + 4 * step), p = V.Load(re), q = V.Load(im);
                V r4 = V.SubtractProduct(y, d, x * c), i4 = V.MultiplyAdd(x, d, y * c);
                V a0r = p + r4, a0i = q + i4, a4r = p - r4, a4i = q - i4;
                (c, d, x, y) = (V.Broadcast(w[2]), V.Broadcast(w[3]), V.Load(re + 2 * step), V.Load(im + 2 * step));
                (p, q) = (V.SubtractProduct(y, d, x * c), V.MultiplyAdd(x, d, y * c));
                (c, d, x, y) = (V.Broadcast(w[10]), V.Broadcast(w[11]), V.Load(re + 6 * step), V.Load(im + 6 * step));
                (c, d) = (V.SubtractProduct(y, d, x * c), V.MultiplyAdd(x, d, y * c));
                V a2r = p + c, a2i = q + d, a6r = p - c, a6i = q - d;
                (c, d, x, y) = (V.Broadcast(w[0]), V.Broadcast(w[1]), V.Load(re + step), V.Load(im + step));
                (p, q) = (V.SubtractProduct(y, d, x * c), V.MultiplyAdd(x, d, y * c));
                (c, d, x, y) = (V.Broadcast(w[8]), V.Broadcast(w[9]), V.Load(re + 5 * step), V.Load(im + 5 * step));
                (c, d) = (V.SubtractProduct(y, d, x * c), V.MultiplyAdd(x, d, y * c));
                V a1r = p + c, a1i = q + d, a5r = p - c, a5i = q - d;
                (c, d, x, y) = (V.Broadcast(w[4]), V.Broadcast(w[5]), V.Load(re + 3 * step), V.Load(im + 3 * step));
                (p, q) = (V.SubtractProduct(y, d, x * c), V.MultiplyAdd(x, d, y * c));
                (c, d, x, y) = (V.Broadcast(w[12]), V.Broadcast(w[13]), V.Load(re + 7 * step), V.Load(im + 7 * step));
                (c, d) = (V.SubtractProduct(y, d, x * c), V.MultiplyAdd(x, d, y * c));
                V a3r = p + c, a3i = q + d, a7r = p - c, a7i = q - d;
                Join8(re, im, step, a0r, a0i, a1r, a1i, a2r, a2i, a3r, a3i, a4r, a4i, a5r, a5i, a6r, a6i, a7r, a7i);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Radix4<V>(int n, int span, float* twiddles, float* re, float* im) where V : unmanaged, ISimd<V>
    {
        nint point = 2 * V.Count, step = point * span;
        for (int b = 0; b < n; b += 4 * span, re += 3 * step, im += 3 * step)
        {
            float* w = twiddles;
            for (int j = 0; j < span; j++, w += 6, re += point, im += point)
            {
                Rotate(re + step, im + step, w, out V r1, out V i1);
                Rotate(re + 2 * step, im + 2 * step, w + 2, out V r2, out V i2);
                Rotate(re + 3 * step, im + 3 * step, w + 4, out V r3, out V i3);
                Join4(re, im, step, V.Load(re), V.Load(im), r1, i1, r2, i2, r3, i3);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Radix2<V>(int n, int span, float* twiddles, float* re, float* im) where V : unmanaged, ISimd<V>
    {
        nint point = 2 * V.Count, step = point * span;
        for (int b = 0; b < n; b += 2 * span, re += step, im += step)
        {
            float* w = twiddles;
            for (int j = 0; j < span; j++, w += 2, re += point, im += point)
            {
                Rotate(re + step, im + step, w, out V r1, out V i1);
                V r0 = V.Load(re), i0 = V.Load(im);
                V.Store(re, r0 + r1);
                V.Store(im, i0 + i1);
                V.Store(re + step, r0 - r1);
                V.Store(im + step, i0 - i1);
            }
        }
    }

    /// <summary>Any odd prime r: y_p = sum_q x_q w^(pq), with x_q and x_(r-q) taken together:
    /// their sum meets the cosine, their difference the sine. O(r^2) a butterfly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void AnyRadix<V>(int n, FftPass pass, float* twiddles, float* re, float* im) where V : unmanaged, ISimd<V>
    {
        int r = pass.Radix, half = r / 2;
        V* sumRe = stackalloc V[FftPlan.MaxPrime], sumIm = stackalloc V[FftPlan.MaxPrime],
            difRe = stackalloc V[FftPlan.MaxPrime], difIm = stackalloc V[FftPlan.MaxPrime];
        float* cos = stackalloc float[FftPlan.MaxPrime], sin = stackalloc float[FftPlan.MaxPrime];
        for (int q = 0; q < r; q++) (sin[q], cos[q]) = ((float)Math.Sin(-2 * Math.PI * q / r), (float)Math.Cos(-2 * Math.PI * q / r));
        nint point = 2 * V.Count, step = point * pass.Span;
        for (int b = 0; b < n; b += r * pass.Span, re += (r - 1) * step, im += (r - 1) * step)
        {
            float* w = twiddles;
            for (int j = 0; j < pass.Span; j++, w += 2 * (r - 1), re += point, im += point)
            {
                V r0 = V.Load(re), i0 = V.Load(im), totalRe = r0, totalIm = i0;
                for (int q = 1; q <= half; q++)
                {
                    Rotate(re + q * step, im + q * step, w + 2 * (q - 1), out V ra, out V ia);
                    Rotate(re + (r - q) * step, im + (r - q) * step, w + 2 * (r - q - 1), out V rb, out V ib);
                    (sumRe[q], sumIm[q], difRe[q], difIm[q]) = (ra + rb, ia + ib, ra - rb, ia - ib);
                    (totalRe, totalIm) = (totalRe + sumRe[q], totalIm + sumIm[q]);
                }
                V.Store(re, totalRe);
                V.Store(im, totalIm);
                for (int p = 1; p <= half; p++)
                {
                    V evenRe = r0, evenIm = i0, oddRe = default, oddIm = default;
                    for (int q = 1, turn = p; q <= half; q++, turn = (turn + p) % r)
                    {
                        V c = V.Broadcast(cos[turn]), s = V.Broadcast(sin[turn]);
                        (evenRe, evenIm) = (V.MultiplyAdd(sumRe[q], c, evenRe), V.MultiplyAdd(sumIm[q], c, evenIm));
                        (oddRe, oddIm) = (V.SubtractProduct(difIm[q], s, oddRe), V.MultiplyAdd(difRe[q], s, oddIm));
                    }
                    V.Store(re + p * step, evenRe + oddRe);
                    V.Store(im + p * step, evenIm + oddIm);
                    V.Store(re + (r - p) * step, evenRe - oddRe);
                    V.Store(im + (r - p) * step, evenIm - oddIm);
                }
            }
        }
    }

    /// <summary>(re, im) times the twiddle at w.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Rotate<V>(float* re, float* im, float* w, out V outRe, out V outIm) where V : unmanaged, ISimd<V>
    {
        V x = V.Load(re), y = V.Load(im), cos = V.Broadcast(w[0]), sin = V.Broadcast(w[1]);
        outRe = V.SubtractProduct(y, sin, x * cos);
        outIm = V.MultiplyAdd(x, sin, y * cos);
    }

    /// <summary>The transform of four points: sums and differences, and a turn by -i.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Join4<V>(float* re, float* im, nint step, V r0, V i0, V r1, V i1, V r2, V i2, V r3, V i3) where V : unmanaged, ISimd<V>
    {
        V sumRe = r0 + r2, sumIm = i0 + i2, difRe = r0 - r2, difIm = i0 - i2;
        V oddRe = r1 + r3, oddIm = i1 + i3, turnRe = i1 - i3, turnIm = r3 - r1;
        V.Store(re, sumRe + oddRe);
        V.Store(im, sumIm + oddIm);
        V.Store(re + step, difRe + turnRe);
        V.Store(im + step, difIm + turnIm);
        V.Store(re + 2 * step, sumRe - oddRe);
        V.Store(im + 2 * step, sumIm - oddIm);
        V.Store(re + 3 * step, difRe - turnRe);
        V.Store(im + 3 * step, difIm - turnIm);
    }

    /// <summary>The transform of eight points from the sums a0 .. a3 and the differences a4 .. a7 of points four apart:
    /// those of the even and of the odd points, the odd turned by eighths of a circle.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Join8<V>(float* re, float* im, nint step, V a0r, V a0i, V a1r, V a1i, V a2r, V a2i, V a3r, V a3i,
        V a4r, V a4i, V a5r, V a5i, V a6r, V a6i, V a7r, V a7i) where V : unmanaged, ISimd<V>
    {
        V half = V.Broadcast(0.707106781f);
        V sumRe = a0r + a2r, sumIm = a0i + a2i, oddRe = a1r + a3r, oddIm = a1i + a3i;
        V.Store(re, sumRe + oddRe);
        V.Store(im, sumIm + oddIm);
        V.Store(re + 4 * step, sumRe - oddRe);
        V.Store(im + 4 * step, sumIm - oddIm);
        V difRe = a0r - a2r, difIm = a0i - a2i, turnRe = a1i - a3i, turnIm = a3r - a1r;
        V.Store(re + 2 * step, difRe + turnRe);
        V.Store(im + 2 * step, difIm + turnIm);
        V.Store(re + 6 * step, difRe - turnRe);
        V.Store(im + 6 * step, difIm - turnIm);
        V e1r = a4r + a6i, e1i = a4i - a6r, o1r = a5r + a7i, o1i = a5i - a7r, plus = o1r + o1i, minus = o1i - o1r;
        V.Store(re + step, V.MultiplyAdd(plus, half, e1r));
        V.Store(im + step, V.MultiplyAdd(minus, half, e1i));
        V.Store(re + 5 * step, V.SubtractProduct(plus, half, e1r));
        V.Store(im + 5 * step, V.SubtractProduct(minus, half, e1i));
        V e3r = a4r - a6i, e3i = a4i + a6r, o3r = a5r - a7i, o3i = a5i + a7r, less = o3i - o3r, more = o3i + o3r;
        V.Store(re + 3 * step, V.MultiplyAdd(less, half, e3r));
        V.Store(im + 3 * step, V.SubtractProduct(more, half, e3i));
        V.Store(re + 7 * step, V.SubtractProduct(less, half, e3r));
        V.Store(im + 7 * step, V.MultiplyAdd(more, half, e3i));
    }
}
