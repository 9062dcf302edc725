using System.Diagnostics;
using MusicRec.Benchmarks.Ledger;
using MusicRec.Data;
using MusicRec.Factorization;

namespace MusicRec.Benchmarks;

/// <summary>Weighted matrix factorisation on the synthetic taste profile: processor seconds of a sweep (all users, then all items), all threads
/// together.</summary>
internal static class WmfCases
{
    private const int Steps = 3; // of conjugate gradient

    public static IEnumerable<LedgerCase> All() =>
    [
        Sweep("cg", WmfSolver.ConjugateGradient, 50, 0.9),
        Sweep("cg", WmfSolver.ConjugateGradient, 64, 0.8), Sweep("cg", WmfSolver.ConjugateGradient, 128, 1.5),
        Sweep("cholesky", WmfSolver.Cholesky, 50, 1.5),
        Sweep("cholesky", WmfSolver.Cholesky, 64, 1.5), Sweep("cholesky", WmfSolver.Cholesky, 128, 4.5),
        Sweep("ials++", WmfSolver.BlockCoordinate, 64, 2.5),
        Sweep("cg", WmfSolver.ConjugateGradient, 64, 11, full: true), Sweep("cg", WmfSolver.ConjugateGradient, 128, 19, full: true),
        Sweep("cholesky", WmfSolver.Cholesky, 64, 20, full: true), Sweep("cholesky", WmfSolver.Cholesky, 128, 50, full: true),
        new("wmf/synthetic-1-1/peak-memory", "GiB", PeakMemory) { Bar = 12, LowerIsBetter = true, Full = true },
        new("wmf/cg/f64/2-threads", "x 1 thread", context => SpeedUp(context, WmfSolver.ConjugateGradient)) { Bar = 1.7 },
        new("wmf/cholesky/f64/2-threads", "x 1 thread", context => SpeedUp(context, WmfSolver.Cholesky)) { Bar = 1.7 },
    ];

    /// <summary>Least processor and wall seconds of a sweep after the first.</summary>
    internal static (double Processor, double Wall) Seconds(Interactions data, WmfOptions options)
    {
        var clock = new StepClock();
        new Wmf(options with { RefineUsers = false }).Fit(data, clock);
        return (clock.Processor, clock.Wall);
    }

    private static LedgerCase Sweep(string name, WmfSolver solver, int factors, double bar, bool full = false) =>
        new($"wmf/{name}/f{factors}/synthetic-1-{(full ? 1 : 10)}", "cpu-s/sweep",
            context => Measure(context, solver, factors, (full ? SyntheticCases.Whole : SyntheticCases.Tenth).Value))
        {
            Bar = bar,
            LowerIsBetter = true,
            Full = full,
        };

    private static Measurement Measure(LedgerContext context, WmfSolver solver, int factors, Interactions data)
    {
        var options = new WmfOptions { Factors = factors, Sweeps = 3, Solver = solver, ConjugateGradientSteps = Steps, BlockSize = 32 };
        double seconds = Seconds(data, options).Processor;
        double least = Work(solver, factors, data) / (1e9 * context.Machine.PeakGflops);
        return new Measurement(seconds) { LimitShare = least > 0 ? least / seconds : null };
    }

    // Float operations of one sweep: both sides' entries, then each row's own, then the Gram matrices. Not counted for iALS++.
    private static double Work(WmfSolver solver, double f, Interactions data)
    {
        double entries = 2.0 * data.Count, rows = data.Users + data.Items;
        return solver switch
        {
            WmfSolver.ConjugateGradient => entries * (Steps + 1) * 4 * f + rows * (Steps + 1) * 2 * f * f + rows * 2 * f * f,
            WmfSolver.Cholesky => entries * f * f + rows * f * f * f / 3 + rows * 2 * f * f,
            _ => 0,
        };
    }

    // Of the whole process so far: it has swept the full scale by now.
    private static Measurement PeakMemory(LedgerContext context)
    {
        _ = SyntheticCases.Whole.Value;
        using var process = Process.GetCurrentProcess();
        return new Measurement(process.PeakWorkingSet64 / (double)(1 << 30));
    }

    private static Measurement SpeedUp(LedgerContext context, WmfSolver solver)
    {
        if (Rates.Busy(context) is { } busy) return busy;
        var (data, options) = (SyntheticCases.Tenth.Value, new WmfOptions { Factors = 64, Sweeps = 4, Solver = solver });
        return new Measurement(Seconds(data, options with { Threads = 1 }).Wall / Seconds(data, options with { Threads = 2 }).Wall);
    }
}
