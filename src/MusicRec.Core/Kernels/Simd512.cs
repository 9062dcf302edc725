using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MusicRec.Kernels;

/// <summary>16 floats: AVX-512.</summary>
internal readonly unsafe struct Simd512 : ISimd<Simd512>
{
    private readonly Vector512<float> _v;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Simd512(Vector512<float> v) => _v = v;

    public static int Count => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Load(float* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Broadcast(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* destination, Simd512 value) => value._v.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 MultiplyAdd(Simd512 x, Simd512 y, Simd512 sum) => new(Vector512.FusedMultiplyAdd(x._v, y._v, sum._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 MultiplyAdd(float* x, Simd512 y, Simd512 sum) => new(Vector512.FusedMultiplyAdd(Vector512.Load(x), y._v, sum._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 SubtractProduct(Simd512 x, Simd512 y, Simd512 sum) =>
        new(Avx512F.IsSupported ? Avx512F.FusedMultiplyAddNegated(x._v, y._v, sum._v) : Vector512.FusedMultiplyAdd(-x._v, y._v, sum._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Max(Simd512 x, Simd512 y) => new(Vector512.MaxNative(x._v, y._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Min(Simd512 x, Simd512 y) => new(Vector512.MinNative(x._v, y._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Sqrt(Simd512 x) => new(Vector512.Sqrt(x._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Round(Simd512 x) => new(Vector512.Round(x._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Exponent(Simd512 x, out Simd512 mantissa)
    {
        Vector512<int> bits = x._v.AsInt32(), e = (bits - Vector512.Create(0x3F3504F3)) >> 23; // the bits of sqrt(1/2)
        mantissa = new((bits - (e << 23)).AsSingle());
        return new(Vector512.ConvertToSingle(e));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 PowerOfTwo(Simd512 n) =>
        new(((Vector512.ConvertToInt32Native(n._v) + Vector512.Create(127)) << 23).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 WhereGreater(Simd512 x, Simd512 y, Simd512 greater, Simd512 otherwise) =>
        new(Vector512.ConditionalSelect(Vector512.GreaterThan(x._v, y._v), greater._v, otherwise._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(float* source, nint sourceStride, float* destination, nint destinationStride)
    {
        Simd256.Transpose(source, sourceStride, destination, destinationStride);
        Simd256.Transpose(source + 8, sourceStride, destination + 8 * destinationStride, destinationStride);
        Simd256.Transpose(source + 8 * sourceStride, sourceStride, destination + 8, destinationStride);
        Simd256.Transpose(source + 8 * sourceStride + 8, sourceStride, destination + 8 * destinationStride + 8, destinationStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint GreaterThan(Simd512 x, Simd512 y) => (uint)Vector512.GreaterThan(x._v, y._v).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Simd512 x) => Vector512.Sum(x._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 operator +(Simd512 x, Simd512 y) => new(x._v + y._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 operator -(Simd512 x, Simd512 y) => new(x._v - y._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 operator *(Simd512 x, Simd512 y) => new(x._v * y._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 operator /(Simd512 x, Simd512 y) => new(x._v / y._v);
}
