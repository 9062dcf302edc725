namespace MusicRec.Data;

/// <summary>Whole users are held out (Marlin 2004; Liang et al. 2018): models are fitted on the others, then see a share of each held-out user's
/// items
/// (<see cref="Split.FoldIn"/>) and must find the rest (<see cref="Split.Test"/>).</summary>
public sealed record StrongGeneralisationSplit : ISplitRule
{
    /// <summary>Share of the users with entries that is held out, in (0, 1). Default 0.1.</summary>
    public double UserShare { get; init => field = Require.Fraction(value); } = 0.1;

    /// <summary>Share of a held-out user's n items that must be found, in (0, 1): floor(share n), at most n - 1. Default 0.2.</summary>
    public double TargetShare { get; init => field = Require.Fraction(value); } = 0.2;

    /// <summary>Seed of both choices.</summary>
    public ulong Seed { get; init; }

    /// <inheritdoc/>
    public Split Apply(Interactions data)
    {
        Require.NotNull(data);
        var users = new ColdUserSplit { TestShare = UserShare, Seed = Seed }.Apply(data);
        var inner = new PerUserSplit { TestShare = TargetShare, Seed = Seed }.Apply(users.Test);
        return new Split(users.Train, inner.Test) { Kind = SplitKind.StrongGeneralisation, FoldIn = inner.Train };
    }
}
