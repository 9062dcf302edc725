using MusicRec.Benchmarks.Ledger;
using MusicRec.Kernels;

namespace MusicRec.Benchmarks;

/// <summary>The innermost kernels with everything in L1, at every register width of this machine: they should reach its peak at that width.</summary>
internal static unsafe class MicroKernelCases
{
    private const int K = 256;

    public static IEnumerable<LedgerCase> All()
    {
        IEnumerable<LedgerCase> cases = Width<Simd128>(128);
        if (Simd.Width >= 256) cases = Width<Simd256>(256).Concat(cases);
        return Simd.Width >= 512 ? Width<Simd512>(512).Concat(cases) : cases;
    }

    private static IEnumerable<LedgerCase> Width<V>(int bits) where V : unmanaged, ISimd<V> =>
    [
        new($"micro-kernel/direct/{bits}-bits", "gflop/s", context => Measure<V>(strided: false)) { ShareBar = 0.95 },
        new($"micro-kernel/strided/{bits}-bits", "gflop/s", context => Measure<V>(strided: true)) { ShareBar = 0.95 },
    ];

    private static Measurement Measure<V>(bool strided) where V : unmanaged, ISimd<V>
    {
        float[] a = Inputs.Floats(14 * K, 1), b = Inputs.Floats(32 * K, 2), c = Inputs.Floats(14 * 32, 3);
        int rows = Gemm.TileRows<V>(), columns = Gemm.PanelColumns<V>();
        double seconds = Timing.InterleavedProcessor(60,
            () => Run<V>(strided, rows, Inputs.Pointer(a), Inputs.Pointer(b), columns, Inputs.Pointer(c)))[0];
        double rate = 2e-9 * rows * columns * K / seconds;
        return new Measurement(rate) { LimitShare = rate / Machine.PeakOf<V>() };
    }

    private static void Run<V>(bool strided, int rows, float* a, float* b, int columns, float* c) where V : unmanaged, ISimd<V>
    {
        if (strided) MicroKernels.Strided<V>(rows, K, a, 14, b, columns, c, columns, add: false);
        else MicroKernels.Direct<V>(rows, K, a, K, b, columns, c, columns, add: false);
    }
}
