using MusicRec.Numerics;

namespace MusicRec.Data;

/// <summary>Triples to rows. One counting pass over users; then, unless the input is sorted already, one scatter by user and one stable sort of each
/// row by item (rows stay in the cache, so each entry costs one random write); duplicates merge in the same pass. O(entries log(row) + users).</summary>
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
            Scatter(users, items, weights, times, offsets, columns, values, stamps);
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

    // The start of each user's entries; grouped: users never descend, so that the entries lie in their places already.
    private static long[] Offsets(ReadOnlySpan<int> users, int userCount, out bool grouped)
    {
        var offsets = new long[userCount + 1];
        int last = 0, descents = 0;
        foreach (int user in users)
        {
            offsets[user + 1]++;
            if (user < last) descents++;
            last = user;
        }
        for (int user = 0; user < userCount; user++) offsets[user + 1] += offsets[user];
        grouped = descents == 0;
        return offsets;
    }

    private static void Scatter(ReadOnlySpan<int> users, ReadOnlySpan<int> items, ReadOnlySpan<float> weights, ReadOnlySpan<long> times,
        long[] offsets, int[] columns, float[] values, long[]? stamps)
    {
        var next = new int[offsets.Length];
        for (int user = 0; user < next.Length; user++) next[user] = (int)offsets[user];
        for (int e = 0; e < users.Length; e++)
        {
            int to = next[users[e]]++;
            columns[to] = items[e];
            values[to] = weights.IsEmpty ? 1 : weights[e];
            if (stamps is not null) stamps[to] = times[e];
        }
    }

    private static void Check(ReadOnlySpan<int> users, ReadOnlySpan<int> items, ReadOnlySpan<float> weights, ReadOnlySpan<long> times, IdMap userIds, IdMap itemIds)
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
