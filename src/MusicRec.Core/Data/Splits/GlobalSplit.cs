namespace MusicRec.Data;

/// <summary>Random split over all pairs at once: round(share x pairs) of them go to test, whoever they belong to. Users and items may lose all their
/// training entries. Repeats of a pair stay together.</summary>
public sealed record GlobalSplit : ISplitRule
{
    /// <summary>Share of the pairs that goes to test, in (0, 1). Default 0.2.</summary>
    public double TestShare { get; init => field = Require.Fraction(value); } = 0.2;

    /// <summary>Seed of the choice.</summary>
    public ulong Seed { get; init; }

    /// <inheritdoc/>
    public Split Apply(Interactions data)
    {
        Require.NotNull(data);
        var keys = new ulong[data.Count];
        var distinct = new List<ulong>(keys.Length);
        for (int user = 0; user < data.Users; user++)
        {
            var (first, row) = ((int)data.Offsets[user], data.ItemsOf(user).ToArray());
            for (int e = 0; e < row.Length; e++)
            {
                keys[first + e] = SplitKeys.Pair(Seed, (ulong)user, (ulong)row[e]);
                if (e == 0 || row[e] != row[e - 1]) distinct.Add(keys[first + e]);
            }
        }
        distinct.Sort();
        int wanted = (int)Math.Round(TestShare * distinct.Count);
        var test = new bool[keys.Length];
        for (int e = 0; wanted > 0 && e < keys.Length; e++) test[e] = keys[e] <= distinct[wanted - 1];
        return EntrySelection.Cut(data, test, SplitKind.Pairs);
    }
}
