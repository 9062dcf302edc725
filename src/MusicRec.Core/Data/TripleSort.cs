using MusicRec.Numerics;

namespace MusicRec.Data;

/// <summary>Triples to rows: two stable counting sorts (by item, then by user), then one pass that merges duplicates. O(entries + users + items).</summary>
internal static class TripleSort
{
    public static Interactions Build(ReadOnlySpan<int> users, ReadOnlySpan<int> items, ReadOnlySpan<float> weights, ReadOnlySpan<long> times,
        IdMap userIds, IdMap itemIds, DuplicatePolicy duplicates)
    {
        Check(users, items, weights, times, Require.NotNull(userIds), Require.NotNull(itemIds));
        Require.Defined(duplicates);
        int[] order = Order(users, items, userIds.Count, itemIds.Count);
        var (columns, values) = (new int[order.Length], new float[order.Length]);
        long[]? stamps = times.IsEmpty ? null : new long[order.Length];
        var offsets = new long[userIds.Count + 1];
        int to = 0;
        for (int e = 0, user = 0; e < order.Length; e++)
        {
            int from = order[e], item = items[from];
            while (user < users[from]) offsets[++user] = to;
            float weight = weights.IsEmpty ? 1 : weights[from];
            bool repeat = to > offsets[user] && columns[to - 1] == item;
            if (repeat && duplicates == DuplicatePolicy.Reject)
                throw new MusicRecException($"User '{userIds[user]}' and item '{itemIds[item]}' come twice. Clean the data, or choose Sum, Last, Max or Keep.");
            if (repeat && duplicates != DuplicatePolicy.Keep)
            {
                Merge(ref values[to - 1], weight, duplicates);
                if (stamps is not null) stamps[to - 1] = duplicates == DuplicatePolicy.Last ? times[from] : Math.Min(stamps[to - 1], times[from]);
                continue;
            }
            (columns[to], values[to]) = (item, weight);
            if (stamps is not null) stamps[to] = times[from];
            to++;
        }
        int last = order.Length == 0 ? 0 : users[order[^1]];
        for (int user = last + 1; user <= userIds.Count; user++) offsets[user] = to;
        Array.Resize(ref columns, to);
        Array.Resize(ref values, to);
        if (stamps is not null) Array.Resize(ref stamps, to);
        var matrix = new Csr(userIds.Count, itemIds.Count, offsets, columns, values);
        return new Interactions(matrix, userIds, itemIds, stamps, duplicates == DuplicatePolicy.Keep);
    }

    private static void Merge(ref float kept, float weight, DuplicatePolicy duplicates) => kept = duplicates switch
    {
        DuplicatePolicy.Sum => kept + weight,
        DuplicatePolicy.Max => Math.Max(kept, weight),
        _ => weight,
    };

    private static int[] Order(ReadOnlySpan<int> users, ReadOnlySpan<int> items, int userCount, int itemCount)
    {
        var identity = new int[users.Length];
        for (int e = 0; e < identity.Length; e++) identity[e] = e;
        return CountingSort(CountingSort(identity, items, itemCount), users, userCount);
    }

    private static int[] CountingSort(int[] order, ReadOnlySpan<int> keys, int keyCount)
    {
        var next = new int[keyCount + 1];
        foreach (int key in keys) next[key + 1]++;
        for (int k = 0; k < keyCount; k++) next[k + 1] += next[k];
        var sorted = new int[order.Length];
        foreach (int e in order) sorted[next[keys[e]]++] = e;
        return sorted;
    }

    private static void Check(ReadOnlySpan<int> users, ReadOnlySpan<int> items, ReadOnlySpan<float> weights, ReadOnlySpan<long> times, IdMap userIds, IdMap itemIds)
    {
        Require.Length(items.Length, users.Length, nameof(items));
        if (!weights.IsEmpty) Require.Length(weights.Length, users.Length, nameof(weights));
        if (!times.IsEmpty) Require.Length(times.Length, users.Length, nameof(times));
        foreach (int user in users) Require.Index(user, userIds.Count);
        foreach (int item in items) Require.Index(item, itemIds.Count);
        for (int e = 0; e < weights.Length; e++)
        {
            if (!float.IsFinite(weights[e]))
                throw new ArgumentException($"Weight {e} is {weights[e]}; weights must be finite.", nameof(weights));
        }
    }
}
