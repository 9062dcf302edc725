namespace MusicRec.Benchmarks.Ledger;

/// <summary>Rates per processor second, ours and PyTorch's.</summary>
internal static class Rates
{
    private const int Rounds = 9;

    /// <summary>Measures an action that handles so many examples, and the peer's case of the same name. The peer runs before and after, so
    /// that a busy machine disturbs both.</summary>
    public static Measurement Measure(LedgerContext context, string name, int examples, Action action)
    {
        double theirs = context.Torch?.Seconds(name) ?? double.NaN;
        double ours = Timing.InterleavedProcessor(Rounds, action)[0];
        if (context.Torch is not null) theirs = Math.Min(theirs, context.Torch.Seconds(name));
        return new Measurement(examples / ours) { Peer = context.Torch is null ? null : examples / theirs };
    }
}
