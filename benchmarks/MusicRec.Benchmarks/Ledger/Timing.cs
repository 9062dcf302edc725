using System.Diagnostics;

namespace MusicRec.Benchmarks.Ledger;

/// <summary>Two clocks: the wall, and the processor time of the whole process. Always the minimum over rounds.</summary>
internal static class Timing
{
    private const double Slice = 0.003; // seconds of repeated calls per sample
    private const double WarmUp = 0.3; // seconds of calls before: what is called often is compiled again, in the background, after 0.1 s

    /// <summary>Least seconds per call of each action, all measured in turn in every round, so that a busy machine disturbs all alike.</summary>
    public static double[] Interleaved(int rounds, params Action[] actions) => Interleaved(rounds, Wall, actions);

    /// <summary>The same in processor seconds of the process: for one thread on a machine that others use too.</summary>
    public static double[] InterleavedProcessor(int rounds, params Action[] actions) => Interleaved(rounds, ProcessorClock, actions);

    private static double[] Interleaved(int rounds, Func<double> clock, Action[] actions)
    {
        var (repeats, least) = (new int[actions.Length], new double[actions.Length]);
        for (int i = 0; i < actions.Length; i++)
        {
            for (double start = Wall(); Wall() - start < WarmUp;) actions[i]();
            double once = Math.Min(Seconds(Wall, actions[i], 1), Seconds(Wall, actions[i], 1));
            (repeats[i], least[i]) = ((int)Math.Clamp(Slice / once, 1, 1_000_000), double.PositiveInfinity);
        }
        for (int round = 0; round < rounds; round++)
            for (int i = 0; i < actions.Length; i++) least[i] = Math.Min(least[i], Seconds(clock, actions[i], repeats[i]) / repeats[i]);
        return least;
    }

    /// <summary>Least processor seconds of the process over some runs, all threads together.</summary>
    public static double Processor(int runs, Action action)
    {
        double least = double.PositiveInfinity;
        for (int run = 0; run < runs; run++) least = Math.Min(least, Seconds(ProcessorClock, action, 1));
        return least;
    }

    private static double Seconds(Func<double> clock, Action action, int repeats)
    {
        double start = clock();
        for (int i = 0; i < repeats; i++) action();
        return clock() - start;
    }

    private static double Wall() => Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;

    private static double ProcessorClock() => Environment.CpuUsage.TotalTime.TotalSeconds;
}
