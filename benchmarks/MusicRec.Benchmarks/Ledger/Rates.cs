namespace MusicRec.Benchmarks.Ledger;

/// <summary>Rates per second, ours and PyTorch's.</summary>
internal static class Rates
{
    private const int Rounds = 9;
    private const double LeastOfTwo = 1.8; // of two busy threads, for a figure of two threads to mean anything

    /// <summary>Measures an action that handles so many examples, per processor second, and the peer's case of the same name. The peer runs
    /// before and after, so that a busy machine disturbs both.</summary>
    public static Measurement Measure(LedgerContext context, string name, int examples, Action action) =>
        Beside(context, name, examples, () => Timing.InterleavedProcessor(Rounds, action)[0]);

    /// <summary>The same on two threads, ours and the peer's, per second of the wall.</summary>
    public static Measurement MeasureOnTwo(LedgerContext context, string name, Action action) =>
        Busy(context) ?? Beside(context, name, 1, () => Timing.Interleaved(Rounds, action)[0]);

    /// <summary>How much faster two threads are than one.</summary>
    public static Measurement SpeedUp(LedgerContext context, Func<int, Action> on)
    {
        if (Busy(context) is { } busy) return busy;
        double[] seconds = Timing.Interleaved(Rounds, on(1), on(2));
        return new Measurement(seconds[0] / seconds[1]);
    }

    /// <summary>Why two threads cannot be measured now; null where they can.</summary>
    public static Measurement? Busy(LedgerContext context) => context.Machine.TwoThreads >= LeastOfTwo ? null
        : new Measurement(0) { Skipped = $"two busy threads reach only {context.Machine.TwoThreads:f2} x one now" };

    private static Measurement Beside(LedgerContext context, string name, int examples, Func<double> seconds)
    {
        double theirs = context.Torch?.Seconds(name) ?? double.NaN;
        double ours = seconds();
        if (context.Torch is not null) theirs = Math.Min(theirs, context.Torch.Seconds(name));
        return new Measurement(examples / ours) { Peer = context.Torch is null ? null : examples / theirs };
    }
}
