namespace MusicRec.Data;

/// <summary>Whole items go to test: round(share x items with entries), drawn by seed. Models must know such items by their content.
/// With <see cref="Groups"/> all items of an artist go together, and the parts are artist-disjoint.</summary>
public sealed record ColdItemSplit : ISplitRule
{
    /// <summary>Share of the items with entries (of the groups that hold one) that goes to test, in (0, 1). Default 0.1.</summary>
    public double TestShare { get; init => field = Require.Fraction(value); } = 0.1;

    /// <summary>Group of each item, its artist or album, any number from 0; -1 makes an item a group of its own. Shape [items]. Null (default):
    /// every item is one.</summary>
    public IReadOnlyList<int>? Groups { get; init; }

    /// <summary>Seed of the choice.</summary>
    public ulong Seed { get; init; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException"><see cref="Groups"/> has another length than there are items, or a number below -1.</exception>
    public Split Apply(Interactions data)
    {
        int[] group = GroupOf(Require.NotNull(data), Groups);
        int total = Math.Max(data.Items, group.Length == 0 ? 0 : group.Max() + 1);
        var listened = new bool[total];
        for (int user = 0; user < data.Users; user++)
            foreach (int item in data.ItemsOf(user))
                listened[group[item]] = true;
        int[] candidates = [.. Enumerable.Range(0, total).Where(one => listened[one])];
        bool[] cold = SplitKeys.Smallest(total, candidates, (int)Math.Round(TestShare * candidates.Length), one => SplitKeys.Item(Seed, one));
        var test = new bool[data.Count];
        for (int user = 0; user < data.Users; user++)
        {
            ReadOnlySpan<int> row = data.ItemsOf(user);
            for (int e = 0; e < row.Length; e++) test[data.Offsets[user] + e] = cold[group[row[e]]];
        }
        return EntrySelection.Cut(data, test, SplitKind.ColdItems);
    }

    // Numbers of groups from 0 on, in the order of their first items: without groups, each item's own number.
    private static int[] GroupOf(Interactions data, IReadOnlyList<int>? groups)
    {
        if (groups is null) return [.. Enumerable.Range(0, data.Items)];
        Require.Length(groups.Count, data.Items, nameof(Groups));
        var (numbers, group, next) = (new Dictionary<int, int>(), new int[data.Items], 0);
        for (int item = 0; item < group.Length; item++)
        {
            int own = Require.Between(groups[item], -1, int.MaxValue, nameof(Groups));
            if (own >= 0 && numbers.TryGetValue(own, out group[item])) continue;
            group[item] = next++;
            if (own >= 0) numbers.Add(own, group[item]);
        }
        return group;
    }
}
