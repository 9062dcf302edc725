using MusicRec.Audio;
using MusicRec.Benchmarks.Ledger;

namespace MusicRec.Benchmarks;

/// <summary>Codebooks and principal components at the sizes of the papers.</summary>
internal static class FeatureCases
{
    private const int Frames = 20_000;

    public static IEnumerable<LedgerCase> All() =>
    [
        new("kmeans/sweep-1024x39", "gflop/s", Sweep),
        new("pca/exact-39", "Mrow/s", context => Components(context, Frames, 39)),
        new("pca/exact-wide-300x19920", "krow/s", context => Components(context, 300, 19_920)),
    ];

    // Nearest centres of all rows: 2 d flops a row and centre.
    private static Measurement Sweep(LedgerContext context)
    {
        var rows = Inputs.Normal(Frames, 39, 1);
        var (centres, nearest, distances) = (Inputs.Normal(1024, 39, 2), new int[Frames], new double[Frames]);
        double seconds = Timing.InterleavedProcessor(3, () => KMeans.Assign(rows, centres, nearest, distances, threads: 1, default))[0];
        double rate = 2e-9 * Frames * 1024 * 39 / seconds;
        return new Measurement(rate) { LimitShare = rate / context.Machine.PeakGflops };
    }

    private static Measurement Components(LedgerContext context, int rows, int columns)
    {
        var input = Inputs.Normal(rows, columns, 3);
        var pca = new Pca(new() { Components = Math.Min(30, columns), Solver = PcaSolver.Exact, Threads = 1 });
        double seconds = Timing.InterleavedProcessor(3, () => pca.Fit(input))[0];
        return new Measurement(rows / seconds / (columns < 1000 ? 1e6 : 1e3));
    }
}
