using MusicRec.Numerics;

namespace MusicRec.Data;

/// <summary>Parts of an interaction matrix: some users, some items, repeats merged. Each is a new matrix; ids go with their rows and
/// columns.</summary>
internal static class InteractionsSelect
{
    public static Interactions Users(Interactions data, ReadOnlySpan<int> users)
    {
        var ids = Names(data.UserIds, users);
        var offsets = new long[users.Length + 1];
        for (int u = 0; u < users.Length; u++) offsets[u + 1] = offsets[u] + data.ByUser.RowCount(users[u]);
        var (columns, values) = (new int[offsets[^1]], new float[offsets[^1]]);
        long[]? times = data.HasTimes ? new long[offsets[^1]] : null;
        for (int u = 0; u < users.Length; u++)
        {
            data.ItemsOf(users[u]).CopyTo(columns.AsSpan((int)offsets[u]));
            data.WeightsOf(users[u]).CopyTo(values.AsSpan((int)offsets[u]));
            if (times is not null) data.TimesOf(users[u]).CopyTo(times.AsSpan((int)offsets[u]));
        }
        return new Interactions(new Csr(users.Length, data.Items, offsets, columns, values), ids, data.ItemIds, times, data.HasRepeats);
    }

    public static Interactions Items(Interactions data, ReadOnlySpan<int> items)
    {
        var ids = Names(data.ItemIds, items);
        var to = new int[data.Items];
        Array.Fill(to, -1);
        for (int i = 0; i < items.Length; i++) to[items[i]] = i;
        return Rebuild(data, to, ids, data.HasRepeats ? DuplicatePolicy.Keep : DuplicatePolicy.Reject);
    }

    public static Interactions Merge(Interactions data, DuplicatePolicy policy)
    {
        Require.Defined(policy);
        if (!data.HasRepeats || policy == DuplicatePolicy.Keep) return data;
        return Rebuild(data, null, data.ItemIds, policy);
    }

    // to: the new index of each item, or -1 for one that goes; null keeps all.
    private static Interactions Rebuild(Interactions data, int[]? to, IdMap itemIds, DuplicatePolicy policy)
    {
        var (users, items, weights, times) = (new List<int>(), new List<int>(), new List<float>(), new List<long>());
        for (int user = 0; user < data.Users; user++)
        {
            var row = data.ItemsOf(user);
            for (int e = 0; e < row.Length; e++)
            {
                int item = to is null ? row[e] : to[row[e]];
                if (item < 0) continue;
                users.Add(user);
                items.Add(item);
                weights.Add(data.WeightsOf(user)[e]);
                if (data.HasTimes) times.Add(data.TimesOf(user)[e]);
            }
        }
        var result = Interactions.FromTriples(users.ToArray(), items.ToArray(), weights.ToArray(), data.UserIds, itemIds, times.ToArray(), policy);
        return data.HasTimes && result.Times is null
            ? new Interactions(result.ByUser, result.UserIds, result.ItemIds, [], result.HasRepeats) : result;
    }

    private static IdMap Names(IdMap ids, ReadOnlySpan<int> indices)
    {
        var names = new string[indices.Length];
        for (int i = 0; i < names.Length; i++) names[i] = ids[indices[i]];
        return new IdMap(names);
    }
}
