using System.Numerics;
using System.Runtime.CompilerServices;
using MusicRec.Benchmarks.Ledger;
using MusicRec.Data;
using MusicRec.Factorization;
using MusicRec.Numerics;

namespace MusicRec.Benchmarks;

/// <summary>A whole exact sweep at scale 1/100, against the same rows gathered, squared (ssyrk) and solved (spotrf, spotrs) by OpenBLAS.</summary>
internal static unsafe class AlsPeerCases
{
    public static IEnumerable<LedgerCase> All() => [Case(50, 2.0), Case(64, 2.5), Case(128, 2.7)];

    private static LedgerCase Case(int factors, double ratio) =>
        new($"als-sweep/cholesky/f{factors}/synthetic-1-100", "cpu-s/sweep",
            context => Measure(context, factors))
        { RatioBar = 1 / ratio, LowerIsBetter = true };

    private static Measurement Measure(LedgerContext context, int factors)
    {
        var data = SyntheticTasteProfile.Create(TasteProfileScale.Hundredth);
        var options = new WmfOptions { Factors = factors, Sweeps = 3, Solver = WmfSolver.Cholesky, Threads = 1 };
        double ours = WmfCases.Seconds(data, options).Processor;
        if (context.Peer is not { } peer) return new Measurement(ours);
        double theirs = Timing.Processor(2, () =>
        {
            HalfSweep(peer, data.ByUser, factors);
            HalfSweep(peer, data.ByItem, factors);
        });
        return new Measurement(Math.Min(ours, WmfCases.Seconds(data, options).Processor)) { Peer = theirs };
    }

    // A = G + sum_e (c - 1) y y', b = sum_e c y, A x = b for every row.
    private static void HalfSweep(OpenBlas peer, Csr rows, int f)
    {
        var y = Inputs.Floats((long)rows.Columns * f, 1);
        float[] gram = Inputs.Floats(f * f, 2), a = Inputs.Floats(f * f, 3), b = Inputs.Floats(f, 4), gathered = [];
        peer.Multiply(f, f, rows.Columns, Inputs.Pointer(y), f, true, Inputs.Pointer(y), f, false, Inputs.Pointer(gram), f);
        for (int i = 0; i < f; i++) gram[i * f + i] += f;
        for (int r = 0; r < rows.Rows; r++)
        {
            ReadOnlySpan<int> items = rows.RowIndices(r);
            ReadOnlySpan<float> plays = rows.RowValues(r);
            if (gathered.Length < items.Length * f) gathered = Inputs.Floats(2L * items.Length * f, 5);
            gram.CopyTo(a, 0);
            Array.Clear(b);
            for (int e = 0; e < items.Length; e++) Gather(y.AsSpan(items[e] * f, f),
                MathF.Sqrt(plays[e]), plays[e] + 1, gathered.AsSpan(e * f, f), b);
            peer.AddSquare(f, items.Length, Inputs.Pointer(gathered), f, Inputs.Pointer(a), f);
            peer.SolvePositiveDefinite(f, Inputs.Pointer(a), Inputs.Pointer(b));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Gather(ReadOnlySpan<float> y, float root, float weight, Span<float> scaled, Span<float> b)
    {
        int width = Vector<float>.Count, j = 0;
        for (; j <= y.Length - width; j += width)
        {
            var v = new Vector<float>(y[j..]);
            (v * root).CopyTo(scaled[j..]);
            (new Vector<float>(b[j..]) + v * weight).CopyTo(b[j..]);
        }
        for (; j < y.Length; j++)
        {
            scaled[j] = y[j] * root;
            b[j] += y[j] * weight;
        }
    }
}
