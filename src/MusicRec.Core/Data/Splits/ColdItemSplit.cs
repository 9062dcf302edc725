namespace MusicRec.Data;

/// <summary>Whole items go to test: round(share x items with entries), drawn by seed. Models must know such items by their content.</summary>
public sealed record ColdItemSplit : ISplitRule
{
    /// <summary>Share of the items with entries that goes to test, in (0, 1). Default 0.1.</summary>
    public double TestShare { get; init => field = Require.Fraction(value); } = 0.1;

    /// <summary>Seed of the choice.</summary>
    public ulong Seed { get; init; }

    /// <inheritdoc/>
    public Split Apply(Interactions data)
    {
        Require.NotNull(data);
        var listened = new bool[data.Items];
        for (int user = 0; user < data.Users; user++)
            foreach (int item in data.ItemsOf(user))
                listened[item] = true;
        int[] candidates = [.. Enumerable.Range(0, data.Items).Where(item => listened[item])];
        bool[] cold = SplitKeys.Smallest(data.Items, candidates, (int)Math.Round(TestShare * candidates.Length), item => SplitKeys.Item(Seed, item));
        var test = new bool[data.Count];
        for (int user = 0; user < data.Users; user++)
        {
            ReadOnlySpan<int> row = data.ItemsOf(user);
            for (int e = 0; e < row.Length; e++) test[data.Offsets[user] + e] = cold[row[e]];
        }
        return EntrySelection.Cut(data, test, SplitKind.ColdItems);
    }
}
