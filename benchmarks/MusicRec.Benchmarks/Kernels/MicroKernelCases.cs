using MusicRec.Benchmarks.Ledger;
using MusicRec.Kernels;

namespace MusicRec.Benchmarks;

/// <summary>The innermost kernels with everything in L1: they should reach the machine's peak.</summary>
internal static unsafe class MicroKernelCases
{
    private const int K = 256;

    public static IEnumerable<LedgerCase> All() =>
    [
        new("micro-kernel/direct", "gflop/s", context => Measure(context, strided: false)) { ShareBar = 0.95 },
        new("micro-kernel/strided", "gflop/s", context => Measure(context, strided: true)) { ShareBar = 0.95 },
    ];

    private static Measurement Measure(LedgerContext context, bool strided)
    {
        var (a, b, c) = (Inputs.Floats(14 * K, 1), Inputs.Floats(32 * K, 2), Inputs.Floats(14 * 32, 3));
        var (rows, columns) = Shape();
        double seconds = Timing.InterleavedProcessor(60,
            () => Run(strided, rows, Inputs.Pointer(a), Inputs.Pointer(b), columns, Inputs.Pointer(c)))[0];
        double rate = 2e-9 * rows * columns * K / seconds;
        return new Measurement(rate) { LimitShare = rate / context.Machine.PeakGflops };
    }

    private static (int Rows, int Columns) Shape() => Simd.Width switch
    {
        512 => (Gemm.TileRows<Simd512>(), Gemm.PanelColumns<Simd512>()),
        256 => (Gemm.TileRows<Simd256>(), Gemm.PanelColumns<Simd256>()),
        _ => (Gemm.TileRows<Simd128>(), Gemm.PanelColumns<Simd128>()),
    };

    private static void Run(bool strided, int rows, float* a, float* b, int columns, float* c)
    {
        switch (Simd.Width)
        {
            case 512: Run<Simd512>(strided, rows, a, b, columns, c); break;
            case 256: Run<Simd256>(strided, rows, a, b, columns, c); break;
            default: Run<Simd128>(strided, rows, a, b, columns, c); break;
        }
    }

    private static void Run<V>(bool strided, int rows, float* a, float* b, int columns, float* c) where V : unmanaged, ISimd<V>
    {
        if (strided) MicroKernels.Strided<V>(rows, K, a, 14, b, columns, c, columns, add: false);
        else MicroKernels.Direct<V>(rows, K, a, K, b, columns, c, columns, add: false);
    }
}
