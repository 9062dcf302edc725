using MusicRec.Benchmarks.Ledger;
using MusicRec.Numerics;

namespace MusicRec.Benchmarks;

/// <summary>The dense factorisation and inverse that EASE needs.</summary>
internal static unsafe class CholeskyCases
{
    public static IEnumerable<LedgerCase> All() =>
    [
        new("cholesky/factor-1900", "gflop/s", context => Factor(context, 1900)),
        new("cholesky/invert-1900", "gflop/s", context => Invert(context, 1900)),
    ];

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
