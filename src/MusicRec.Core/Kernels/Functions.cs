using System.Runtime.CompilerServices;

namespace MusicRec.Kernels;

/// <summary>The functions that <see cref="Maps"/> applies. Backward ones add to the gradient z: z + dy f'(.).</summary>
internal static class Functions
{
    /// <summary>x p</summary>
    public readonly struct Scale : IMap1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x, V p, V q) where V : unmanaged, ISimd<V> =>
            x * p;
    }

    /// <summary>x p + q</summary>
    public readonly struct Affine : IMap1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x, V p, V q) where V : unmanaged, ISimd<V> =>
            V.MultiplyAdd(x, p, q);
    }

    /// <summary>e^(x - p)</summary>
    public readonly struct ExpMinus : IMap1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x, V p, V q) where V : unmanaged, ISimd<V> =>
            Elementary.Exp(x - p);
    }

    /// <summary>max(x, 0)</summary>
    public readonly struct Relu : IMap1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x, V p, V q) where V : unmanaged, ISimd<V> =>
            V.Max(V.Broadcast(0), x);
    }

    /// <summary>x above 0, 0.01 x below</summary>
    public readonly struct LeakyRelu : IMap1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x, V p, V q) where V : unmanaged, ISimd<V> =>
            V.WhereGreater(x, V.Broadcast(0), x, x * V.Broadcast(0.01f));
    }

    /// <summary>x above 0, e^x - 1 below</summary>
    public readonly struct Elu : IMap1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x, V p, V q) where V : unmanaged, ISimd<V> =>
            V.WhereGreater(x, V.Broadcast(0), x, Elementary.Exp(V.Min(V.Broadcast(0), x)) - V.Broadcast(1));
    }

    /// <summary>x above 0, p (e^x - 1) below</summary>
    public readonly struct SlopedElu : IMap1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x, V p, V q) where V : unmanaged, ISimd<V> =>
            V.WhereGreater(x, V.Broadcast(0), x, p * (Elementary.Exp(V.Min(V.Broadcast(0), x)) - V.Broadcast(1)));
    }

    /// <summary>x Phi(x), Phi the normal distribution function</summary>
    public readonly struct Gelu : IMap1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x, V p, V q) where V : unmanaged, ISimd<V> =>
            x * V.Broadcast(0.5f) * (V.Broadcast(1) + Elementary.Erf(x * V.Broadcast(0.70710678f)));
    }

    /// <summary>1 / (1 + e^-x)</summary>
    public readonly struct Sigmoid : IMap1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x, V p, V q) where V : unmanaged, ISimd<V> =>
            Elementary.Sigmoid(x);
    }

    /// <summary>tanh x</summary>
    public readonly struct Tanh : IMap1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x, V p, V q) where V : unmanaged, ISimd<V> =>
            Elementary.Tanh(x);
    }

    /// <summary>x / (1 + e^-x)</summary>
    public readonly struct Silu : IMap1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x, V p, V q) where V : unmanaged, ISimd<V> =>
            x * Elementary.Sigmoid(x);
    }

    /// <summary>ln(1 + e^x)</summary>
    public readonly struct Softplus : IMap1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x, V p, V q) where V : unmanaged, ISimd<V> =>
            Elementary.Softplus(x);
    }

    /// <summary>x + y</summary>
    public readonly struct Add : IMap2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x, V y, V p, V q) where V : unmanaged, ISimd<V> =>
            x + y;
    }

    /// <summary>x y</summary>
    public readonly struct Multiply : IMap2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x, V y, V p, V q) where V : unmanaged, ISimd<V> =>
            x * y;
    }

    /// <summary>y + p x</summary>
    public readonly struct AddScaled : IMap2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x, V y, V p, V q) where V : unmanaged, ISimd<V> =>
            V.MultiplyAdd(x, p, y);
    }

    /// <summary>x - y</summary>
    public readonly struct Subtract : IMap2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x, V y, V p, V q) where V : unmanaged, ISimd<V> =>
            x - y;
    }

    /// <summary>p x + q y</summary>
    public readonly struct Blend : IMap2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x, V y, V p, V q) where V : unmanaged, ISimd<V> =>
            V.MultiplyAdd(x, p, y * q);
    }

    /// <summary>x: output or input, y: dy, z: gradient so far</summary>
    public readonly struct ReluBack : IMap3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x, V y, V z, V p, V q) where V : unmanaged, ISimd<V> =>
            V.WhereGreater(x, V.Broadcast(0), y + z, z);
    }

    /// <summary>x: output or input</summary>
    public readonly struct LeakyReluBack : IMap3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x, V y, V z, V p, V q) where V : unmanaged, ISimd<V> =>
            V.MultiplyAdd(V.WhereGreater(x, V.Broadcast(0), V.Broadcast(1), V.Broadcast(0.01f)), y, z);
    }

    /// <summary>x: output</summary>
    public readonly struct EluBack : IMap3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x, V y, V z, V p, V q) where V : unmanaged, ISimd<V> =>
            V.MultiplyAdd(V.WhereGreater(x, V.Broadcast(0), V.Broadcast(1), x + V.Broadcast(1)), y, z);
    }

    /// <summary>x: output, y: dy; what was there does not count</summary>
    public readonly struct SlopedEluBack : IMap2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x, V y, V p, V q) where V : unmanaged, ISimd<V> =>
            y * V.WhereGreater(x, V.Broadcast(0), V.Broadcast(1), x + p);
    }

    /// <summary>x: output</summary>
    public readonly struct SigmoidBack : IMap3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x, V y, V z, V p, V q) where V : unmanaged, ISimd<V> =>
            V.MultiplyAdd(V.SubtractProduct(x, x, x), y, z);
    }

    /// <summary>x: output</summary>
    public readonly struct TanhBack : IMap3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x, V y, V z, V p, V q) where V : unmanaged, ISimd<V> =>
            V.MultiplyAdd(V.SubtractProduct(x, x, V.Broadcast(1)), y, z);
    }

    /// <summary>x: input</summary>
    public readonly struct GeluBack : IMap3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x, V y, V z, V p, V q) where V : unmanaged, ISimd<V>
        {
            V distribution = V.Broadcast(0.5f) * (V.Broadcast(1) + Elementary.Erf(x * V.Broadcast(0.70710678f)));
            V density = V.Broadcast(0.39894228f) * Elementary.Exp(x * x * V.Broadcast(-0.5f));
            return V.MultiplyAdd(V.MultiplyAdd(x, density, distribution), y, z);
        }
    }

    /// <summary>x: input</summary>
    public readonly struct SiluBack : IMap3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x, V y, V z, V p, V q) where V : unmanaged, ISimd<V>
        {
            V s = Elementary.Sigmoid(x);
            return V.MultiplyAdd(s * (V.Broadcast(1) + x * (V.Broadcast(1) - s)), y, z);
        }
    }

    /// <summary>x y + z</summary>
    public readonly struct MultiplyAdd : IMap3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x, V y, V z, V p, V q) where V : unmanaged, ISimd<V> =>
            V.MultiplyAdd(x, y, z);
    }

    /// <summary>p x y + z</summary>
    public readonly struct ScaledProductAdd : IMap3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x, V y, V z, V p, V q) where V : unmanaged, ISimd<V> =>
            V.MultiplyAdd(x * p, y, z);
    }

    /// <summary>z + x (y - p): x the probability, p the expected gradient</summary>
    public readonly struct SoftmaxBack : IMap3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x, V y, V z, V p, V q) where V : unmanaged, ISimd<V> =>
            V.MultiplyAdd(x, y - p, z);
    }

    /// <summary>z + y - p e^x: p the sum of the gradients</summary>
    public readonly struct LogSoftmaxBack : IMap3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x, V y, V z, V p, V q) where V : unmanaged, ISimd<V> =>
            z + V.SubtractProduct(Elementary.Exp(x), p, y);
    }

    /// <summary>z + p (y - q x)</summary>
    public readonly struct DeviationBack : IMap3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x, V y, V z, V p, V q) where V : unmanaged, ISimd<V> =>
            V.MultiplyAdd(V.SubtractProduct(x, q, y), p, z);
    }

    /// <summary>p x^2 + q y</summary>
    public readonly struct BlendSquare : IMap2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x, V y, V p, V q) where V : unmanaged, ISimd<V> =>
            V.MultiplyAdd(x * p, x, y * q);
    }

    /// <summary>x - p y / (sqrt(z) + q)</summary>
    public readonly struct ScaledDescent : IMap3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x, V y, V z, V p, V q) where V : unmanaged, ISimd<V> =>
            x - p * y / (V.Sqrt(z) + q);
    }

    /// <summary>1 / (1 + e^-(x + y))</summary>
    public readonly struct SigmoidOfSum : IMap2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x, V y, V p, V q) where V : unmanaged, ISimd<V> =>
            Elementary.Sigmoid(x + y);
    }

    /// <summary>tanh(x y + z)</summary>
    public readonly struct TanhOfSum : IMap3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x, V y, V z, V p, V q) where V : unmanaged, ISimd<V> =>
            Elementary.Tanh(V.MultiplyAdd(x, y, z));
    }

    /// <summary>x y + (1 - x) z</summary>
    public readonly struct Mix : IMap3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x, V y, V z, V p, V q) where V : unmanaged, ISimd<V> =>
            V.MultiplyAdd(x, y - z, z);
    }

    /// <summary>x tanh y</summary>
    public readonly struct MultiplyTanh : IMap2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x, V y, V p, V q) where V : unmanaged, ISimd<V> =>
            x * Elementary.Tanh(y);
    }

    /// <summary>(x + p) y q</summary>
    public readonly struct ShiftedProduct : IMap2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x, V y, V p, V q) where V : unmanaged, ISimd<V> =>
            (x + p) * y * q;
    }

    /// <summary>q y (2 + y) - p x^2</summary>
    public readonly struct BprMaxTerm : IMap2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x, V y, V p, V q) where V : unmanaged, ISimd<V> =>
            q * y * (V.Broadcast(2) + y) - p * x * x;
    }

    /// <summary>1 / (1 + e^-(x^2))</summary>
    public readonly struct SigmoidOfSquare : IMap1
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x, V p, V q) where V : unmanaged, ISimd<V> =>
            Elementary.Sigmoid(x * x);
    }

    /// <summary>x (1 - x) + 2 z y (1 - y) + p (x + y)</summary>
    public readonly struct Top1Term : IMap3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x, V y, V z, V p, V q) where V : unmanaged, ISimd<V> =>
            V.MultiplyAdd(p, x + y, x - x * x + (z + z) * (y - y * y));
    }

    /// <summary>x^2 y</summary>
    public readonly struct WeightedSquare : IMap2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x, V y, V p, V q) where V : unmanaged, ISimd<V> =>
            x * x * y;
    }
}
