using MusicRec.Benchmarks.Ledger;
using MusicRec.Kernels;
using MusicRec.Numerics;

namespace MusicRec.Benchmarks;

/// <summary>The dense factorisation and inverse that EASE needs, and the small systems of alternating least squares.</summary>
internal static unsafe class CholeskyCases
{
    public static IEnumerable<LedgerCase> All() =>
    [
        new("cholesky/factor-1900", "gflop/s", context => Factor(context, 1900)),
        new("cholesky/invert-1900", "gflop/s", context => Invert(context, 1900)),
        Small(50, 2.2), Small(64, 3.3), Small(128, 3.7),
    ];

    private static LedgerCase Small(int n, double ratioBar) =>
        new($"cholesky/solve-{n}", "ksystems/cpu-s", context => Solve(context, n)) { RatioBar = ratioBar };

    // One system after another, each copied first, as solving overwrites it; ours is as wide as a whole number of registers.
    private static Measurement Solve(LedgerContext context, int n)
    {
        const int systems = 32;
        int wide = (n + Simd.RowAlign - 1) / Simd.RowAlign * Simd.RowAlign;
        Matrix source = PositiveDefinite(wide), a = new(wide, wide), b = Inputs.Normal(2, wide, 2);
        float[] c = Inputs.Floats(n * n, 3), d = Inputs.Floats(n, 4);
        void Ours()
        {
            for (int s = 0; s < systems; s++)
            {
                Copy(source, a);
                AlsCholesky.Solve(a.Pointer, a.Stride, wide, b.Pointer, b.Pointer + b.Stride);
            }
        }
        void Theirs()
        {
            for (int s = 0; s < systems; s++)
            {
                for (int r = 0; r < n; r++) source[r][..n].CopyTo(c.AsSpan(r * n));
                context.Peer?.SolvePositiveDefinite(n, Inputs.Pointer(c), Inputs.Pointer(d));
            }
        }
        var seconds = context.Peer is null ? Timing.InterleavedProcessor(20, Ours) : Timing.InterleavedProcessor(20, Ours, Theirs);
        return new Measurement(1e-3 * systems / seconds[0]) { Peer = context.Peer is null ? null : 1e-3 * systems / seconds[1] };
    }

    private static Measurement Factor(LedgerContext context, int n)
    {
        var (source, a, b) = (PositiveDefinite(n), new Matrix(n, n), new Matrix(n, n));
        void Ours()
        {
            Copy(source, a);
            Cholesky.Factor(a, threads: 1);
        }
        void Theirs()
        {
            Copy(source, b);
            context.Peer?.Factor(n, b.Pointer, b.Stride);
        }
        var seconds = context.Peer is null ? Timing.InterleavedProcessor(3, Ours) : Timing.InterleavedProcessor(3, Ours, Theirs);
        double work = 1e-9 / 3 * n * n * n;
        return new Measurement(work / seconds[0])
        {
            LimitShare = work / seconds[0] / context.Machine.PeakGflops,
            Peer = context.Peer is null ? null : work / seconds[1],
        };
    }

    private static Measurement Invert(LedgerContext context, int n)
    {
        var (source, a) = (PositiveDefinite(n), new Matrix(n, n));
        double seconds = Timing.InterleavedProcessor(3, () =>
        {
            Copy(source, a);
            Cholesky.Invert(a, threads: 1);
        })[0];
        double rate = 1e-9 * n * n * n / seconds;
        return new Measurement(rate) { LimitShare = rate / context.Machine.PeakGflops };
    }

    internal static Matrix PositiveDefinite(int n)
    {
        var (x, a) = (Inputs.Normal(n, n, 1), new Matrix(n, n));
        MatrixProduct.Gram(x, a.Pointer, a.Stride, threads: 1);
        for (int i = 0; i < n; i++) a.Row(i)[i] += n;
        return a;
    }

    internal static void Copy(Matrix from, Matrix to)
    {
        for (int r = 0; r < from.Rows; r++) from[r].CopyTo(to.Row(r));
    }
}
