using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MusicRec.Kernels;

/// <summary>4 floats: SSE, Arm NEON, or any machine without AVX2; multiply and add round twice where there is no FMA.</summary>
internal readonly unsafe struct Simd128 : ISimd<Simd128>
{
    private readonly Vector128<float> _v;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Simd128(Vector128<float> v) => _v = v;

    public static int Count => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Load(float* source) => new(Vector128.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Broadcast(float value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* destination, Simd128 value) => value._v.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 MultiplyAdd(Simd128 x, Simd128 y, Simd128 sum) => new(Vector128.MultiplyAddEstimate(x._v, y._v, sum._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 MultiplyAdd(float* x, Simd128 y, Simd128 sum) => new(Vector128.MultiplyAddEstimate(Vector128.Load(x), y._v, sum._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 SubtractProduct(Simd128 x, Simd128 y, Simd128 sum) =>
        new(Fma.IsSupported ? Fma.MultiplyAddNegated(x._v, y._v, sum._v) : Vector128.MultiplyAddEstimate(-x._v, y._v, sum._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Max(Simd128 x, Simd128 y) => new(Vector128.MaxNative(x._v, y._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Min(Simd128 x, Simd128 y) => new(Vector128.MinNative(x._v, y._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Sqrt(Simd128 x) => new(Vector128.Sqrt(x._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Round(Simd128 x) => new(Vector128.Round(x._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 Exponent(Simd128 x, out Simd128 mantissa)
    {
        Vector128<int> bits = x._v.AsInt32(), e = (bits - Vector128.Create(0x3F3504F3)) >> 23; // the bits of sqrt(1/2)
        mantissa = new((bits - (e << 23)).AsSingle());
        return new(Vector128.ConvertToSingle(e));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 PowerOfTwo(Simd128 n) =>
        new(((Vector128.ConvertToInt32Native(n._v) + Vector128.Create(127)) << 23).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 WhereGreater(Simd128 x, Simd128 y, Simd128 greater, Simd128 otherwise) =>
        new(Vector128.ConditionalSelect(Vector128.GreaterThan(x._v, y._v), greater._v, otherwise._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(float* source, nint sourceStride, float* destination, nint destinationStride) =>
        Kernels.Transpose.Block4(source, sourceStride, destination, destinationStride);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint GreaterThan(Simd128 x, Simd128 y) => (uint)Vector128.GreaterThan(x._v, y._v).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Simd128 x) => Vector128.Sum(x._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 operator +(Simd128 x, Simd128 y) => new(x._v + y._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 operator -(Simd128 x, Simd128 y) => new(x._v - y._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 operator *(Simd128 x, Simd128 y) => new(x._v * y._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd128 operator /(Simd128 x, Simd128 y) => new(x._v / y._v);
}
