using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MusicRec.Kernels;

/// <summary>Products of scattered rows, given by pointers, with a vector: the two halves of every conjugate gradient step.
/// The width n is a multiple of the register; the lists of rows are padded to whole eights with any readable row.</summary>
internal static unsafe class AlsRows
{
    /// <summary>Rows handled at once: pad the list of pointers and the results to a multiple of this.</summary>
    public const int Group = 8;

    /// <summary>d[e] = rows[e] . v for e in 0 .. count - 1 (and junk up to the next multiple of 8).</summary>
    public static void Dots(float** rows, int count, float* v, int n, float* d)
    {
        switch (Simd.Width)
        {
            case 512: Dots<Simd512>(rows, count, v, n, d); break;
            case 256: Dots<Simd256>(rows, count, v, n, d); break;
            default: Dots<Simd128>(rows, count, v, n, d); break;
        }
    }

    /// <summary>o[j] += sum_e weights[e] rows[e][j].</summary>
    public static void Combine(float** rows, float* weights, int count, int n, float* o)
    {
        switch (Simd.Width)
        {
            case 512: Combine<Simd512>(rows, weights, count, n, o); break;
            case 256: Combine<Simd256>(rows, weights, count, n, o); break;
            default: Combine<Simd128>(rows, weights, count, n, o); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Dots<V>(float** rows, int count, float* v, int n, float* d) where V : unmanaged, ISimd<V>
    {
        for (int e = 0; e < count; e += Group)
        {
            V s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
            float* r0 = rows[e], r1 = rows[e + 1], r2 = rows[e + 2], r3 = rows[e + 3];
            float* r4 = rows[e + 4], r5 = rows[e + 5], r6 = rows[e + 6], r7 = rows[e + 7];
            for (nint j = 0; j < n; j += V.Count)
            {
                V x = V.Load(v + j);
                s0 = V.MultiplyAdd(r0 + j, x, s0);
                s1 = V.MultiplyAdd(r1 + j, x, s1);
                s2 = V.MultiplyAdd(r2 + j, x, s2);
                s3 = V.MultiplyAdd(r3 + j, x, s3);
                s4 = V.MultiplyAdd(r4 + j, x, s4);
                s5 = V.MultiplyAdd(r5 + j, x, s5);
                s6 = V.MultiplyAdd(r6 + j, x, s6);
                s7 = V.MultiplyAdd(r7 + j, x, s7);
            }
            Sums(d + e, s0, s1, s2, s3, s4, s5, s6, s7);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Combine<V>(float** rows, float* weights, int count, int n, float* o) where V : unmanaged, ISimd<V>
    {
        nint j = 0, w = V.Count;
        for (; j + 8 * w <= n; j += 8 * w) Combine8<V>(rows, weights, count, j, o + j);
        for (; j + 4 * w <= n; j += 4 * w) Combine4<V>(rows, weights, count, j, o + j);
        for (; j < n; j += w) Combine1<V>(rows, weights, count, j, o + j);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Combine8<V>(float** rows, float* weights, int count, nint j, float* o) where V : unmanaged, ISimd<V>
    {
        nint w = V.Count;
        V s0 = V.Load(o), s1 = V.Load(o + w), s2 = V.Load(o + 2 * w), s3 = V.Load(o + 3 * w);
        V s4 = V.Load(o + 4 * w), s5 = V.Load(o + 5 * w), s6 = V.Load(o + 6 * w), s7 = V.Load(o + 7 * w);
        for (int e = 0; e < count; e++)
        {
            float* r = rows[e] + j;
            V x = V.Broadcast(weights[e]);
            s0 = V.MultiplyAdd(r, x, s0);
            s1 = V.MultiplyAdd(r + w, x, s1);
            s2 = V.MultiplyAdd(r + 2 * w, x, s2);
            s3 = V.MultiplyAdd(r + 3 * w, x, s3);
            s4 = V.MultiplyAdd(r + 4 * w, x, s4);
            s5 = V.MultiplyAdd(r + 5 * w, x, s5);
            s6 = V.MultiplyAdd(r + 6 * w, x, s6);
            s7 = V.MultiplyAdd(r + 7 * w, x, s7);
        }
        V.Store(o, s0); V.Store(o + w, s1); V.Store(o + 2 * w, s2); V.Store(o + 3 * w, s3);
        V.Store(o + 4 * w, s4); V.Store(o + 5 * w, s5); V.Store(o + 6 * w, s6); V.Store(o + 7 * w, s7);
    }

    // Two rows at a time: eight chains again.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Combine4<V>(float** rows, float* weights, int count, nint j, float* o) where V : unmanaged, ISimd<V>
    {
        nint w = V.Count;
        V s0 = V.Load(o), s1 = V.Load(o + w), s2 = V.Load(o + 2 * w), s3 = V.Load(o + 3 * w), t0 = default, t1 = default, t2 = default, t3 = default;
        int e = 0;
        for (; e + 2 <= count; e += 2)
        {
            float* r = rows[e] + j, q = rows[e + 1] + j;
            V x = V.Broadcast(weights[e]), y = V.Broadcast(weights[e + 1]);
            s0 = V.MultiplyAdd(r, x, s0); t0 = V.MultiplyAdd(q, y, t0);
            s1 = V.MultiplyAdd(r + w, x, s1); t1 = V.MultiplyAdd(q + w, y, t1);
            s2 = V.MultiplyAdd(r + 2 * w, x, s2); t2 = V.MultiplyAdd(q + 2 * w, y, t2);
            s3 = V.MultiplyAdd(r + 3 * w, x, s3); t3 = V.MultiplyAdd(q + 3 * w, y, t3);
        }
        if (e < count)
        {
            float* r = rows[e] + j;
            V x = V.Broadcast(weights[e]);
            s0 = V.MultiplyAdd(r, x, s0);
            s1 = V.MultiplyAdd(r + w, x, s1);
            s2 = V.MultiplyAdd(r + 2 * w, x, s2);
            s3 = V.MultiplyAdd(r + 3 * w, x, s3);
        }
        V.Store(o, s0 + t0); V.Store(o + w, s1 + t1); V.Store(o + 2 * w, s2 + t2); V.Store(o + 3 * w, s3 + t3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Combine1<V>(float** rows, float* weights, int count, nint j, float* o) where V : unmanaged, ISimd<V>
    {
        V s0 = V.Load(o), s1 = default, s2 = default, s3 = default;
        int e = 0;
        for (; e + 4 <= count; e += 4)
        {
            s0 = V.MultiplyAdd(rows[e] + j, V.Broadcast(weights[e]), s0);
            s1 = V.MultiplyAdd(rows[e + 1] + j, V.Broadcast(weights[e + 1]), s1);
            s2 = V.MultiplyAdd(rows[e + 2] + j, V.Broadcast(weights[e + 2]), s2);
            s3 = V.MultiplyAdd(rows[e + 3] + j, V.Broadcast(weights[e + 3]), s3);
        }
        for (; e < count; e++) s0 = V.MultiplyAdd(rows[e] + j, V.Broadcast(weights[e]), s0);
        V.Store(o, s0 + s1 + (s2 + s3));
    }

    /// <summary>Stores the lane sums of eight registers side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Sums<V>(float* d, V s0, V s1, V s2, V s3, V s4, V s5, V s6, V s7) where V : unmanaged, ISimd<V>
    {
        if (V.Count >= 8 && Avx.IsSupported)
        {
            var a = Avx.HorizontalAdd(Avx.HorizontalAdd(Fold(s0), Fold(s1)), Avx.HorizontalAdd(Fold(s2), Fold(s3)));
            var b = Avx.HorizontalAdd(Avx.HorizontalAdd(Fold(s4), Fold(s5)), Avx.HorizontalAdd(Fold(s6), Fold(s7)));
            (Avx.Permute2x128(a, b, 0x20) + Avx.Permute2x128(a, b, 0x31)).Store(d);
            return;
        }
        (d[0], d[1], d[2], d[3]) = (V.Sum(s0), V.Sum(s1), V.Sum(s2), V.Sum(s3));
        (d[4], d[5], d[6], d[7]) = (V.Sum(s4), V.Sum(s5), V.Sum(s6), V.Sum(s7));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Fold<V>(V x) where V : unmanaged, ISimd<V>
    {
        if (V.Count == 8) return Unsafe.BitCast<V, Vector256<float>>(x);
        var wide = Unsafe.BitCast<V, Vector512<float>>(x);
        return wide.GetLower() + wide.GetUpper();
    }
}
