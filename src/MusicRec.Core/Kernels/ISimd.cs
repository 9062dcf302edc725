namespace MusicRec.Kernels;

/// <summary>One SIMD register of floats. A kernel is written once against this seam; the JIT makes one copy per width.
/// Pointers need no alignment.</summary>
internal unsafe interface ISimd<TSelf> where TSelf : unmanaged, ISimd<TSelf>
{
    /// <summary>Floats per register: 16, 8 or 4.</summary>
    static abstract int Count { get; }

    static abstract TSelf Load(float* source);
    static abstract TSelf Broadcast(float value);
    static abstract void Store(float* destination, TSelf value);

    /// <summary>x * y + sum, in one rounding where the machine has FMA.</summary>
    static abstract TSelf MultiplyAdd(TSelf x, TSelf y, TSelf sum);

    /// <summary>The same with x in memory: one instruction where the load is used once.</summary>
    static abstract TSelf MultiplyAdd(float* x, TSelf y, TSelf sum);

    /// <summary>sum - x * y, in one rounding where the machine has FMA.</summary>
    static abstract TSelf SubtractProduct(TSelf x, TSelf y, TSelf sum);

    /// <summary>The larger of each pair in one instruction: NaN where y is NaN; where x alone is NaN, y or NaN, as the machine has it.</summary>
    static abstract TSelf Max(TSelf x, TSelf y);

    /// <summary>The smaller of each pair; NaN as in <see cref="Max"/>.</summary>
    static abstract TSelf Min(TSelf x, TSelf y);

    static abstract TSelf Sqrt(TSelf x);

    /// <summary>The nearest whole number.</summary>
    static abstract TSelf Round(TSelf x);

    /// <summary>x = mantissa 2^e with the mantissa in [sqrt(1/2), sqrt(2)), for positive x that are not subnormal.</summary>
    /// <returns>e.</returns>
    static abstract TSelf Exponent(TSelf x, out TSelf mantissa);

    /// <summary>2^n for whole n from -126 to 127.</summary>
    static abstract TSelf PowerOfTwo(TSelf n);

    /// <summary>Lane by lane: x &gt; y ? greater : otherwise.</summary>
    static abstract TSelf WhereGreater(TSelf x, TSelf y, TSelf greater, TSelf otherwise);

    /// <summary>Transposes a block of Count x Count floats: destination[j, i] = source[i, j]; strides in floats.</summary>
    static abstract void Transpose(float* source, nint sourceStride, float* destination, nint destinationStride);

    /// <summary>Bit i is set where x[i] &gt; y[i].</summary>
    static abstract uint GreaterThan(TSelf x, TSelf y);

    /// <summary>Sum of all lanes, in a fixed tree order.</summary>
    static abstract float Sum(TSelf x);

    static abstract TSelf operator +(TSelf x, TSelf y);
    static abstract TSelf operator -(TSelf x, TSelf y);
    static abstract TSelf operator *(TSelf x, TSelf y);
    static abstract TSelf operator /(TSelf x, TSelf y);
}
