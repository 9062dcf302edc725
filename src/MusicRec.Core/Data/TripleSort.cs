using MusicRec.Numerics;

namespace MusicRec.Data;

/// <summary>Triples to rows. Input in order of users is taken as it lies; any other goes through two stable counting sorts, by item and then by user,
/// after which every row is in order of items. Duplicates merge in one more pass. O(entries + users + items).</summary>
internal static class TripleSort
{
    public static Interactions Build(ReadOnlySpan<int> users, ReadOnlySpan<int> items, ReadOnlySpan<float> weights, ReadOnlySpan<long> times,
        IdMap userIds, IdMap itemIds, DuplicatePolicy duplicates)
    {
        Check(users, items, weights, times, Require.NotNull(userIds), Require.NotNull(itemIds));
        Require.Defined(duplicates);
        var (columns, values) = (GC.AllocateUninitializedArray<int>(users.Length), GC.AllocateUninitializedArray<float>(users.Length));
        long[]? stamps = times.IsEmpty ? null : GC.AllocateUninitializedArray<long>(users.Length);
        var offsets = Offsets(users, userIds.Count, out bool grouped);
        if (grouped)
        {
            items.CopyTo(columns);
            if (weights.IsEmpty) values.AsSpan().Fill(1);
            else weights.CopyTo(values);
            times.CopyTo(stamps);
        }
        else
        {
            Scatter(users, items, weights, times, itemIds.Count, offsets, columns, values, stamps);
        }
        var rows = new RowMerge(columns, values, stamps, duplicates, userIds, itemIds);
        for (int user = 0; user < userIds.Count; user++) offsets[user] = rows.Add(user, (int)offsets[user], (int)offsets[user + 1]);
        offsets[userIds.Count] = rows.Count;
        if (rows.Count != columns.Length)
        {
            Array.Resize(ref columns, rows.Count);
            Array.Resize(ref values, rows.Count);
            if (stamps is not null) Array.Resize(ref stamps, rows.Count);
        }
        var matrix = new Csr(userIds.Count, itemIds.Count, offsets, columns, values);
        return new Interactions(matrix, userIds, itemIds, stamps, duplicates == DuplicatePolicy.Keep);
    }

    // The start of each key's entries; grouped: keys never descend, so that the entries lie in their places already.
    private static long[] Offsets(ReadOnlySpan<int> keys, int keyCount, out bool grouped)
    {
        var offsets = new long[keyCount + 1];
        int last = 0, descents = 0;
        foreach (int key in keys)
        {
            offsets[key + 1]++;
            if (key < last) descents++;
            last = key;
        }
        for (int key = 0; key < keyCount; key++) offsets[key + 1] += offsets[key];
        grouped = descents == 0;
        return offsets;
    }

    private static void Scatter(ReadOnlySpan<int> users, ReadOnlySpan<int> items,
        ReadOnlySpan<float> weights, ReadOnlySpan<long> times, int itemCount,
        long[] offsets, int[] columns, float[] values, long[]? stamps)
    {
        var ofItem = Offsets(items, itemCount, out _);
        var entries = GC.AllocateUninitializedArray<(int User, float Value)>(users.Length); // in order of items
        long[] entryTimes = stamps is null ? [] : GC.AllocateUninitializedArray<long>(users.Length);
        var next = Starts(ofItem);
        for (int e = 0; e < users.Length; e++)
        {
            int to = next[items[e]]++;
            entries[to] = (users[e], weights.IsEmpty ? 1 : weights[e]);
            if (stamps is not null) entryTimes[to] = times[e];
        }
        next = Starts(offsets);
        for (int item = 0; item < itemCount; item++)
        {
            for (int e = (int)ofItem[item]; e < (int)ofItem[item + 1]; e++)
            {
                int to = next[entries[e].User]++;
                (columns[to], values[to]) = (item, entries[e].Value);
                if (stamps is not null) stamps[to] = entryTimes[e];
            }
        }
    }

    private static int[] Starts(long[] offsets) => Array.ConvertAll(offsets, o => (int)o);

    private static void Check(ReadOnlySpan<int> users, ReadOnlySpan<int> items,
        ReadOnlySpan<float> weights, ReadOnlySpan<long> times, IdMap userIds, IdMap itemIds)
    {
        Require.Length(items.Length, users.Length, nameof(items));
        if (!weights.IsEmpty) Require.Length(weights.Length, users.Length, nameof(weights));
        if (!times.IsEmpty) Require.Length(times.Length, users.Length, nameof(times));
        foreach (int user in users) Require.Index(user, userIds.Count, nameof(users));
        foreach (int item in items) Require.Index(item, itemIds.Count, nameof(items));
        for (int e = 0; e < weights.Length; e++)
        {
            if (!float.IsFinite(weights[e]))
                throw new ArgumentException($"Weight {e} is {weights[e]}; weights must be finite.", nameof(weights));
        }
    }
}
