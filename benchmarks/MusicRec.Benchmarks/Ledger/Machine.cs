using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using MusicRec.Kernels;
using MusicRec.Numerics;

namespace MusicRec.Benchmarks.Ledger;

/// <summary>The limits that the other figures are shares of, measured.</summary>
/// <param name="Cores">Logical processors.</param>
/// <param name="SimdBits">Register width in use.</param>
/// <param name="PeakGflops">Multiply-adds of one core, as 10^9 float operations a second.</param>
/// <param name="BandwidthGBs">Reading of main memory by one core, 10^9 bytes a second.</param>
/// <param name="TwoThreads">Work that two threads do in the time one takes for one share: 2 on an idle machine.</param>
internal sealed record Machine(int Cores, int SimdBits, double PeakGflops, double BandwidthGBs, double TwoThreads)
{
    private const int Steps = 200_000, Chains = 12;
    private static volatile float Sink; // keeps the measured loops alive

    /// <summary>Multiply-adds of one core in registers of some width, as 10^9 float operations a second.</summary>
    public static double PeakOf<V>() where V : unmanaged, ISimd<V> =>
        2e-9 * Steps * Chains * V.Count / Timing.InterleavedProcessor(9, () => Sink = Multiply<V>(Steps))[0];

    /// <summary>Reads floats once, a multiple of 64, as fast as one core can.</summary>
    public static unsafe void Read(float* data, int count) => Sink = Simd.Width switch
    {
        512 => Read<Simd512>(data, count),
        256 => Read<Simd256>(data, count),
        _ => Read<Simd128>(data, count),
    };

    public static Machine Measure() => Simd.Width switch
    {
        512 => Measure<Simd512>(),
        256 => Measure<Simd256>(),
        _ => Measure<Simd128>(),
    };

    public override string ToString() =>
        $"{RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.ProcessArchitecture}\n" +
        $"{Cores} cores, SIMD {SimdBits} bits; one core: {PeakGflops:f0} GF/s of multiply-adds, {BandwidthGBs:f1} GB/s read; " +
        $"two threads: {TwoThreads:f2} x one";

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("os", RuntimeInformation.OSDescription);
        json.WriteString("runtime", RuntimeInformation.FrameworkDescription);
        json.WriteNumber("cores", Cores);
        json.WriteNumber("simdBits", SimdBits);
        json.WriteNumber("peakGflops", PeakGflops);
        json.WriteNumber("bandwidthGBs", BandwidthGBs);
        json.WriteNumber("twoThreads", TwoThreads);
        json.WriteEndObject();
    }

    private static unsafe Machine Measure<V>() where V : unmanaged, ISimd<V>
    {
        var data = GC.AllocateArray<float>(1 << 25, pinned: true); // 128 MiB, beyond the caches of a core
        Array.Fill(data, 1f); // untouched memory would be one page of zeros
        fixed (float* p = data)
        {
            float* pointer = p;
            // Others' work must not lower a core's own limits: processor time. Two threads are about the wall.
            double[] own = Timing.InterleavedProcessor(9, () => Sink = Multiply<V>(Steps), () => Sink = Read<V>(pointer, 1 << 25));
            double[] both = Timing.Interleaved(9, () => Sink = Multiply<V>(Steps),
                () => WorkerTeam.Shared.Run(2, 2, (_, _) => Sink = Multiply<V>(Steps)));
            return new Machine(Environment.ProcessorCount, Simd.Width,
                2e-9 * Steps * Chains * V.Count / own[0], 4e-9 * (1 << 25) / own[1], 2 * both[0] / both[1]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Multiply<V>(int steps) where V : unmanaged, ISimd<V>
    {
        V x = V.Broadcast(0.999f), y = V.Broadcast(1e-3f);
        V a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
        for (int s = 0; s < steps; s++)
        {
            a = V.MultiplyAdd(a, x, y); b = V.MultiplyAdd(b, x, y); c = V.MultiplyAdd(c, x, y); d = V.MultiplyAdd(d, x, y);
            e = V.MultiplyAdd(e, x, y); f = V.MultiplyAdd(f, x, y); g = V.MultiplyAdd(g, x, y); h = V.MultiplyAdd(h, x, y);
            i = V.MultiplyAdd(i, x, y); j = V.MultiplyAdd(j, x, y); k = V.MultiplyAdd(k, x, y); l = V.MultiplyAdd(l, x, y);
        }
        return V.Sum(a + b + (c + d) + (e + f) + (g + h) + (i + j) + (k + l));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static unsafe float Read<V>(float* data, int count) where V : unmanaged, ISimd<V>
    {
        V a = default, b = default, c = default, d = default;
        for (float* end = data + count; data < end; data += 4 * V.Count)
        {
            a += V.Load(data);
            b += V.Load(data + V.Count);
            c += V.Load(data + 2 * V.Count);
            d += V.Load(data + 3 * V.Count);
        }
        return V.Sum(a + b + (c + d));
    }
}
