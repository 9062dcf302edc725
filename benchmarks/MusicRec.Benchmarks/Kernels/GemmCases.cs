using MusicRec.Benchmarks.Ledger;
using MusicRec.Kernels;
using MusicRec.Numerics;

namespace MusicRec.Benchmarks;

/// <summary>Matrix products of the shapes that recommenders use, against OpenBLAS on one thread.</summary>
internal static unsafe class GemmCases
{
    private sealed record Shape(string Name, int M, int N, int K, bool TransposeA, bool TransposeB, double RatioBar);

    private static readonly Shape[] Shapes =
    [
        new("square-32", 32, 32, 32, false, false, 0.80),
        new("square-64", 64, 64, 64, false, false, 0.80),
        new("small-50x50x100", 50, 50, 100, false, false, 0.80),
        new("square-256", 256, 256, 256, false, false, 0.90),
        new("square-512", 512, 512, 512, false, false, 0.90),
        new("square-1024", 1024, 1024, 1024, false, false, 0.90),
        new("square-2048", 2048, 2048, 2048, false, false, 0.90),
        new("layer-64x1024x1024", 64, 1024, 1024, false, true, 1.0),
        new("gru-gates-128x1536x512", 128, 1536, 512, false, true, 1.0),
        new("scores-64x300x100", 64, 300, 100, false, true, 1.0),
        new("item-logits-128x20000x128", 128, 20_000, 128, false, true, 1.0),
        new("candidates-256x9552x1024", 256, 9552, 1024, false, true, 1.0),
        new("gradient-1024x1024x64", 1024, 1024, 64, true, false, 1.0),
        new("convolution-64x8192x576", 64, 8192, 576, false, false, 1.0),
        new("gram-64x64x100000", 64, 64, 100_000, true, false, 1.0),
        new("gram-128x128x100000", 128, 128, 100_000, true, false, 1.0),
        new("few-rows-16x1024x1024", 16, 1024, 1024, false, false, 1.4),
        new("one-row-1x1024x1024", 1, 1024, 1024, false, false, 1.4),
    ];

    public static IEnumerable<LedgerCase> All() =>
        Shapes.Select(s => new LedgerCase($"gemm/{s.Name}", "gflop/s", context => Measure(context, s)) { RatioBar = s.RatioBar })
            .Append(new LedgerCase("gemm/square-1024/2-threads", "x 1 thread", SpeedUp) { Bar = 1.7 });

    private static Measurement Measure(LedgerContext context, Shape s)
    {
        var (a, b, c) = (Inputs.Floats((long)s.M * s.K, 1), Inputs.Floats((long)s.K * s.N, 2), Inputs.Floats((long)s.M * s.N, 3));
        int lda = s.TransposeA ? s.M : s.K, ldb = s.TransposeB ? s.K : s.N;
        void Ours() =>
            MatrixProduct.Run(s.M, s.N, s.K, new Operand(Inputs.Pointer(a), lda, s.TransposeA), new Operand(Inputs.Pointer(b), ldb, s.TransposeB),
            Inputs.Pointer(c), s.N, add: false, threads: 1);
        void Theirs() =>
            context.Peer?.Multiply(s.M, s.N, s.K, Inputs.Pointer(a), lda, s.TransposeA, Inputs.Pointer(b), ldb, s.TransposeB, Inputs.Pointer(c), s.N);
        var seconds = context.Peer is null ? Timing.InterleavedProcessor(9, Ours) : Timing.InterleavedProcessor(9, Ours, Theirs);
        double work = 2e-9 * s.M * s.N * s.K;
        return new Measurement(work / seconds[0])
        {
            LimitShare = work / seconds[0] / context.Machine.PeakGflops,
            Peer = context.Peer is null ? null : work / seconds[1],
        };
    }

    private static Measurement SpeedUp(LedgerContext context)
    {
        const int n = 1024;
        var (a, b, c) = (Inputs.Floats(n * n, 1), Inputs.Floats(n * n, 2), Inputs.Floats(n * n, 3));
        return Rates.SpeedUp(context, threads => () => MatrixProduct.Run(n, n, n, new Operand(Inputs.Pointer(a), n),
            new Operand(Inputs.Pointer(b), n), Inputs.Pointer(c), n, add: false, threads));
    }
}
