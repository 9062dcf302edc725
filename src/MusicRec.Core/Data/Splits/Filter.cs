namespace MusicRec.Data;

/// <summary>Drops thin parts of a data set. Users and items that are dropped leave the ids too; the others keep their order.
/// Support counts distinct pairs: repeats of a pair count once.</summary>
public static class Filter
{
    /// <summary>Keeps entries of at least a weight. Users and items all stay, even without entries.</summary>
    /// <param name="data">The data.</param>
    /// <param name="weight">Smallest weight kept, finite.</param>
    public static Interactions MinWeight(Interactions data, float weight)
    {
        Require.NotNull(data);
        Require.Between(weight, float.MinValue, float.MaxValue);
        var kept = new bool[data.Count];
        for (int user = 0; user < data.Users; user++)
        {
            ReadOnlySpan<float> row = data.WeightsOf(user);
            for (int e = 0; e < row.Length; e++) kept[data.Offsets[user] + e] = row[e] >= weight;
        }
        return EntrySelection.Where(data, kept, true);
    }

    /// <summary>Keeps, in one pass, users with at least so many items and items with at least so many users, both counted on the whole data.
    /// What is left may have less support; <see cref="KCore(Interactions, int, int)"/> repeats until nothing has.</summary>
    /// <param name="data">The data.</param>
    /// <param name="perUser">Least items of a user, 0 or more.</param>
    /// <param name="perItem">Least users of an item, 0 or more.</param>
    public static Interactions MinSupport(Interactions data, int perUser, int perItem)
    {
        Require.NotNull(data);
        Require.NotNegative(perUser);
        Require.NotNegative(perItem);
        var (users, items) = (All(data.Users), All(data.Items));
        Narrow(data, users, items, perUser, perItem);
        return Compact(data, users, items);
    }

    /// <summary>The k-core: the largest part in which every user has at least k items and every item at least k users.</summary>
    public static Interactions KCore(Interactions data, int k) => KCore(data, k, k);

    /// <summary>The largest part in which every user has at least <paramref name="perUser"/> items and every item at least
    /// <paramref name="perItem"/> users; empty where there is none.</summary>
    public static Interactions KCore(Interactions data, int perUser, int perItem)
    {
        Require.NotNull(data);
        Require.NotNegative(perUser);
        Require.NotNegative(perItem);
        var (users, items) = (All(data.Users), All(data.Items));
        while (Narrow(data, users, items, perUser, perItem)) { }
        return Compact(data, users, items);
    }

    private static bool[] All(int count)
    {
        var all = new bool[count];
        Array.Fill(all, true);
        return all;
    }

    /// <summary>Drops users and items whose support among the kept ones is too small.</summary>
    /// <returns>True where anything was dropped.</returns>
    private static bool Narrow(Interactions data, bool[] users, bool[] items, int perUser, int perItem)
    {
        var (userSupport, itemSupport) = (new int[users.Length], new int[items.Length]);
        for (int user = 0; user < users.Length; user++)
        {
            if (!users[user]) continue;
            ReadOnlySpan<int> row = data.ItemsOf(user);
            for (int e = 0; e < row.Length; e++)
            {
                if (!items[row[e]] || (e > 0 && row[e] == row[e - 1])) continue;
                userSupport[user]++;
                itemSupport[row[e]]++;
            }
        }
        return Drop(users, userSupport, perUser) | Drop(items, itemSupport, perItem);
    }

    private static bool Drop(bool[] kept, int[] support, int least)
    {
        bool any = false;
        for (int i = 0; i < kept.Length; i++)
        {
            if (!kept[i] || support[i] >= least) continue;
            kept[i] = false;
            any = true;
        }
        return any;
    }

    private static Interactions Compact(Interactions data, bool[] users, bool[] items)
    {
        var (newUser, userIds) = Renumber(users, data.UserIds);
        var (newItem, itemIds) = Renumber(items, data.ItemIds);
        var (rows, columns, weights, times) = (new List<int>(), new List<int>(), new List<float>(), new List<long>());
        for (int user = 0; user < users.Length; user++)
        {
            if (!users[user]) continue;
            ReadOnlySpan<int> row = data.ItemsOf(user);
            for (int e = 0; e < row.Length; e++)
            {
                if (!items[row[e]]) continue;
                rows.Add(newUser[user]);
                columns.Add(newItem[row[e]]);
                weights.Add(data.WeightsOf(user)[e]);
                if (data.HasTimes) times.Add(data.TimesOf(user)[e]);
            }
        }
        return Interactions.FromTriples(rows.ToArray(), columns.ToArray(), weights.ToArray(), userIds, itemIds, times.ToArray(),
            data.HasRepeats ? DuplicatePolicy.Keep : DuplicatePolicy.Sum);
    }

    private static (int[] Indices, IdMap Ids) Renumber(bool[] kept, IdMap ids)
    {
        var indices = new int[kept.Length];
        var names = new List<string>();
        for (int i = 0; i < kept.Length; i++)
        {
            indices[i] = kept[i] ? names.Count : -1;
            if (kept[i]) names.Add(ids[i]);
        }
        return (indices, names.Count == ids.Count ? ids : new IdMap(names));
    }
}
