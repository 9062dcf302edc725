using System.Runtime.CompilerServices;

namespace MusicRec.Kernels;

/// <summary>Elementary functions on registers, written once for every width. Coefficients: Cephes single precision (Moshier);
/// erf: Abramowitz and Stegun 7.1.26, absolute error 1.5e-7.</summary>
internal static class Elementary
{
    /// <summary>e^x to 2 units in the last place; x is first limited to [-87.3, 88.3]. NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp<V>(V x) where V : unmanaged, ISimd<V>
    {
        x = V.Min(V.Broadcast(88.3f), V.Max(V.Broadcast(-87.3f), x));
        V n = V.Round(x * V.Broadcast(1.44269504f)); // x = n ln 2 + r, |r| <= ln 2 / 2
        V r = V.MultiplyAdd(n, V.Broadcast(-0.693359375f), x);
        r = V.MultiplyAdd(n, V.Broadcast(2.12194440e-4f), r);
        V p = V.MultiplyAdd(V.Broadcast(1.9875691500e-4f), r, V.Broadcast(1.3981999507e-3f));
        p = V.MultiplyAdd(p, r, V.Broadcast(8.3334519073e-3f));
        p = V.MultiplyAdd(p, r, V.Broadcast(4.1665795894e-2f));
        p = V.MultiplyAdd(p, r, V.Broadcast(1.6666665459e-1f));
        p = V.MultiplyAdd(p, r, V.Broadcast(5.0000001201e-1f));
        p = V.MultiplyAdd(p, r * r, r + V.Broadcast(1));
        return p * V.PowerOfTwo(n);
    }

    /// <summary>ln x to 2 units in the last place, for positive x that are not subnormal; infinity and NaN stay.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log<V>(V x) where V : unmanaged, ISimd<V>
    {
        V n = V.Exponent(x, out V m);
        V r = m - V.Broadcast(1), z = r * r; // x = 2^n (1 + r)
        V p = V.MultiplyAdd(V.Broadcast(7.0376836292e-2f), r, V.Broadcast(-1.1514610310e-1f));
        p = V.MultiplyAdd(p, r, V.Broadcast(1.1676998740e-1f));
        p = V.MultiplyAdd(p, r, V.Broadcast(-1.2420140846e-1f));
        p = V.MultiplyAdd(p, r, V.Broadcast(1.4249322787e-1f));
        p = V.MultiplyAdd(p, r, V.Broadcast(-1.6668057665e-1f));
        p = V.MultiplyAdd(p, r, V.Broadcast(2.0000714765e-1f));
        p = V.MultiplyAdd(p, r, V.Broadcast(-2.4999993993e-1f));
        p = V.MultiplyAdd(p, r, V.Broadcast(3.3333331174e-1f));
        V y = V.MultiplyAdd(n, V.Broadcast(-2.12194440e-4f), p * z * r); // ln 2 in two parts
        y = V.MultiplyAdd(z, V.Broadcast(-0.5f), y);
        y = V.MultiplyAdd(n, V.Broadcast(0.693359375f), r + y);
        return V.WhereGreater(V.Broadcast(float.PositiveInfinity), x, y, x);
    }

    /// <summary>1 / (1 + e^-x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sigmoid<V>(V x) where V : unmanaged, ISimd<V> => V.Broadcast(1) / (V.Broadcast(1) + Exp(V.Broadcast(0) - x));

    /// <summary>tanh x: a polynomial near 0, so that small values keep their relative accuracy.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh<V>(V x) where V : unmanaged, ISimd<V>
    {
        V z = x * x;
        V p = V.MultiplyAdd(V.Broadcast(-5.70498872745e-3f), z, V.Broadcast(2.06390887954e-2f));
        p = V.MultiplyAdd(p, z, V.Broadcast(-5.37397155531e-2f));
        p = V.MultiplyAdd(p, z, V.Broadcast(1.33314422036e-1f));
        p = V.MultiplyAdd(p, z, V.Broadcast(-3.33332819422e-1f));
        V large = V.Broadcast(1) - V.Broadcast(2) / (Exp(x + x) + V.Broadcast(1));
        return V.WhereGreater(V.Broadcast(0.390625f), z, V.MultiplyAdd(p * z, x, x), large); // |x| < 0.625
    }

    /// <summary>The error function.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Erf<V>(V x) where V : unmanaged, ISimd<V>
    {
        V zero = V.Broadcast(0), one = V.Broadcast(1), size = V.Max(x, zero - x);
        V t = one / V.MultiplyAdd(V.Broadcast(0.3275911f), size, one);
        V p = V.MultiplyAdd(V.Broadcast(1.061405429f), t, V.Broadcast(-1.453152027f));
        p = V.MultiplyAdd(p, t, V.Broadcast(1.421413741f));
        p = V.MultiplyAdd(p, t, V.Broadcast(-0.284496736f));
        p = V.MultiplyAdd(p, t, V.Broadcast(0.254829592f));
        V positive = one - p * t * Exp(zero - size * size);
        return V.WhereGreater(zero, x, zero - positive, positive);
    }

    /// <summary>ln(1 + e^x), without overflow: max(x, 0) + ln(1 + e^-|x|).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Softplus<V>(V x) where V : unmanaged, ISimd<V>
    {
        V zero = V.Broadcast(0);
        return V.Max(zero, x) + Log(V.Broadcast(1) + Exp(zero - V.Max(x, zero - x)));
    }
}
