using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MusicRec.Kernels;

/// <summary>Half-band low-pass and decimation by two. All even taps but the middle one, 1/2, are zero, so
/// y[i] = even[i] / 2 + sum_j h[j] (odd[i + j] + odd[i - 1 - j]) with even[i] = x[2 i] and odd[i] = x[2 i + 1].</summary>
internal static unsafe class HalfBand
{
    /// <param name="x">Samples 0 .. 2 count - 1.</param>
    /// <param name="even">Filled with count samples.</param>
    /// <param name="odd">Filled with count samples.</param>
    /// <param name="count">Number of pairs.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Split(float* x, float* even, float* odd, int count)
    {
        int i = 0, w = Vector128<uint>.Count;
        for (; i + w <= count; i += w) // pairs as 64-bit integers: the low half of each is the even sample
        {
            Vector128<ulong> first = Vector128.Load((ulong*)(x + 2 * i)), second = Vector128.Load((ulong*)(x + 2 * i + w));
            Vector128.Store(Vector128.Narrow(first, second), (uint*)(even + i));
            Vector128.Store(Vector128.Narrow(first >>> 32, second >>> 32), (uint*)(odd + i));
        }
        for (; i < count; i++) (even[i], odd[i]) = (x[2 * i], x[2 * i + 1]);
    }

    /// <param name="even">Even samples.</param>
    /// <param name="odd">Odd samples; taps of them before and after the range, and 4 V.Count beyond, are read.</param>
    /// <param name="h">Taps 1, 3, 5, ... of one side.</param>
    /// <param name="taps">Their number.</param>
    /// <param name="y">Filled; up to 4 V.Count - 1 floats beyond <paramref name="count"/> are overwritten.</param>
    /// <param name="count">Outputs.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<V>(float* even, float* odd, float* h, int taps, float* y, int count) where V : unmanaged, ISimd<V>
    {
        int w = V.Count;
        V half = V.Broadcast(0.5f);
        for (int i = 0; i < count; i += 4 * w)
        {
            V a = V.Load(even + i) * half, b = V.Load(even + i + w) * half, c = V.Load(even + i + 2 * w) * half, d = V.Load(even + i + 3 * w) * half;
            float* after = odd + i, before = odd + i - 1;
            for (int j = 0; j < taps; j++, after++, before--)
            {
                V tap = V.Broadcast(h[j]);
                a = V.MultiplyAdd(V.Load(after) + V.Load(before), tap, a);
                b = V.MultiplyAdd(V.Load(after + w) + V.Load(before + w), tap, b);
                c = V.MultiplyAdd(V.Load(after + 2 * w) + V.Load(before + 2 * w), tap, c);
                d = V.MultiplyAdd(V.Load(after + 3 * w) + V.Load(before + 3 * w), tap, d);
            }
            V.Store(y + i, a);
            V.Store(y + i + w, b);
            V.Store(y + i + 2 * w, c);
            V.Store(y + i + 3 * w, d);
        }
    }

    /// <summary>The definition, in double; samples outside are zero.</summary>
    internal static void Reference(ReadOnlySpan<float> x, ReadOnlySpan<float> h, Span<float> y)
    {
        for (int i = 0; i < y.Length; i++)
        {
            double sum = 0.5 * x[2 * i];
            for (int j = 0; j < h.Length; j++)
            {
                int after = 2 * i + 2 * j + 1, before = 2 * i - 2 * j - 1;
                sum += h[j] * ((after < x.Length ? x[after] : 0.0) + (before >= 0 ? x[before] : 0.0));
            }
            y[i] = (float)sum;
        }
    }
}
