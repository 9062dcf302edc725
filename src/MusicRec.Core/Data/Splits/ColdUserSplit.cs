namespace MusicRec.Data;

/// <summary>Whole users go to test: round(share x users with entries), drawn by seed. Nothing is known of them; see
/// <see cref="StrongGeneralisationSplit"/> for new users with some plays.</summary>
public sealed record ColdUserSplit : ISplitRule
{
    /// <summary>Share of the users with entries that goes to test, in (0, 1). Default 0.1.</summary>
    public double TestShare { get; init => field = Require.Fraction(value); } = 0.1;

    /// <summary>Seed of the choice.</summary>
    public ulong Seed { get; init; }

    /// <inheritdoc/>
    public Split Apply(Interactions data)
    {
        Require.NotNull(data);
        bool[] held = Draw(data, TestShare, Seed);
        var test = new bool[data.Count];
        for (int user = 0; user < data.Users; user++) test.AsSpan((int)data.Offsets[user], data.ItemsOf(user).Length).Fill(held[user]);
        return EntrySelection.Cut(data, test, SplitKind.ColdUsers);
    }

    /// <summary>The held-out users.</summary>
    internal static bool[] Draw(Interactions data, double share, ulong seed)
    {
        int[] candidates = [.. Enumerable.Range(0, data.Users).Where(user => !data.ItemsOf(user).IsEmpty)];
        return SplitKeys.Smallest(data.Users, candidates, (int)Math.Round(share * candidates.Length), user => SplitKeys.User(seed, user));
    }
}
