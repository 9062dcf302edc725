using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MusicRec.Kernels;

/// <summary>8 floats: AVX2 with FMA.</summary>
internal readonly unsafe struct Simd256 : ISimd<Simd256>
{
    private readonly Vector256<float> _v;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Simd256(Vector256<float> v) => _v = v;

    public static int Count => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Load(float* source) => new(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Broadcast(float value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* destination, Simd256 value) => value._v.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 MultiplyAdd(Simd256 x, Simd256 y, Simd256 sum) => new(Vector256.FusedMultiplyAdd(x._v, y._v, sum._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 MultiplyAdd(float* x, Simd256 y, Simd256 sum) => new(Vector256.FusedMultiplyAdd(Vector256.Load(x), y._v, sum._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 SubtractProduct(Simd256 x, Simd256 y, Simd256 sum) =>
        new(Fma.IsSupported ? Fma.MultiplyAddNegated(x._v, y._v, sum._v) : Vector256.FusedMultiplyAdd(-x._v, y._v, sum._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Max(Simd256 x, Simd256 y) => new(Vector256.MaxNative(x._v, y._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Min(Simd256 x, Simd256 y) => new(Vector256.MinNative(x._v, y._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Sqrt(Simd256 x) => new(Vector256.Sqrt(x._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Round(Simd256 x) => new(Vector256.Round(x._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Exponent(Simd256 x, out Simd256 mantissa)
    {
        Vector256<int> bits = x._v.AsInt32(), e = (bits - Vector256.Create(0x3F3504F3)) >> 23; // the bits of sqrt(1/2)
        mantissa = new((bits - (e << 23)).AsSingle());
        return new(Vector256.ConvertToSingle(e));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 PowerOfTwo(Simd256 n) =>
        new(((Vector256.ConvertToInt32Native(n._v) + Vector256.Create(127)) << 23).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 WhereGreater(Simd256 x, Simd256 y, Simd256 greater, Simd256 otherwise) =>
        new(Vector256.ConditionalSelect(Vector256.GreaterThan(x._v, y._v), greater._v, otherwise._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(float* source, nint sourceStride, float* destination, nint destinationStride)
    {
        if (!Avx.IsSupported) // no unpack instructions: four 4 x 4 blocks
        {
            Simd128.Transpose(source, sourceStride, destination, destinationStride);
            Simd128.Transpose(source + 4, sourceStride, destination + 4 * destinationStride, destinationStride);
            Simd128.Transpose(source + 4 * sourceStride, sourceStride, destination + 4, destinationStride);
            Simd128.Transpose(source + 4 * sourceStride + 4, sourceStride, destination + 4 * destinationStride + 4, destinationStride);
            return;
        }
        Vector256<float> r0 = Vector256.Load(source), r1 = Vector256.Load(source + sourceStride);
        Vector256<float> r2 = Vector256.Load(source + 2 * sourceStride), r3 = Vector256.Load(source + 3 * sourceStride);
        Vector256<float> r4 = Vector256.Load(source + 4 * sourceStride), r5 = Vector256.Load(source + 5 * sourceStride);
        Vector256<float> r6 = Vector256.Load(source + 6 * sourceStride), r7 = Vector256.Load(source + 7 * sourceStride);
        Vector256<float> t0 = Avx.UnpackLow(r0, r1), t1 = Avx.UnpackHigh(r0, r1), t2 = Avx.UnpackLow(r2, r3), t3 = Avx.UnpackHigh(r2, r3);
        Vector256<float> t4 = Avx.UnpackLow(r4, r5), t5 = Avx.UnpackHigh(r4, r5), t6 = Avx.UnpackLow(r6, r7), t7 = Avx.UnpackHigh(r6, r7);
        r0 = Avx.Shuffle(t0, t2, 0x44);
        r1 = Avx.Shuffle(t0, t2, 0xEE);
        r2 = Avx.Shuffle(t1, t3, 0x44);
        r3 = Avx.Shuffle(t1, t3, 0xEE);
        r4 = Avx.Shuffle(t4, t6, 0x44);
        r5 = Avx.Shuffle(t4, t6, 0xEE);
        r6 = Avx.Shuffle(t5, t7, 0x44);
        r7 = Avx.Shuffle(t5, t7, 0xEE);
        Avx.Permute2x128(r0, r4, 0x20).Store(destination);
        Avx.Permute2x128(r1, r5, 0x20).Store(destination + destinationStride);
        Avx.Permute2x128(r2, r6, 0x20).Store(destination + 2 * destinationStride);
        Avx.Permute2x128(r3, r7, 0x20).Store(destination + 3 * destinationStride);
        Avx.Permute2x128(r0, r4, 0x31).Store(destination + 4 * destinationStride);
        Avx.Permute2x128(r1, r5, 0x31).Store(destination + 5 * destinationStride);
        Avx.Permute2x128(r2, r6, 0x31).Store(destination + 6 * destinationStride);
        Avx.Permute2x128(r3, r7, 0x31).Store(destination + 7 * destinationStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint GreaterThan(Simd256 x, Simd256 y) => (uint)Vector256.GreaterThan(x._v, y._v).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Simd256 x) => Vector256.Sum(x._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 operator +(Simd256 x, Simd256 y) => new(x._v + y._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 operator -(Simd256 x, Simd256 y) => new(x._v - y._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 operator *(Simd256 x, Simd256 y) => new(x._v * y._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 operator /(Simd256 x, Simd256 y) => new(x._v / y._v);
}
