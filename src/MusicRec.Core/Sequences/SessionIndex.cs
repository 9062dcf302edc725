using MusicRec.Data;
using MusicRec.Numerics;

namespace MusicRec.Sequences;

/// <summary>Past sessions as item sets, and for each item the sessions that hold it, ascending.
/// Session numbers rise with priority: the sample of a list is its tail.</summary>
internal sealed class SessionIndex
{
    private SessionIndex(IdMap itemIds, long[] offsets, int[] items, int[] positions, long[]? times)
    {
        (ItemIds, Offsets, Items, Positions, Times) = (itemIds, offsets, items, positions, times);
        (PostingOffsets, Postings) = Invert(itemIds.Count, offsets, items);
    }

    public IdMap ItemIds { get; }
    public long[] Offsets { get; }

    /// <summary>Distinct items of each session, ascending.</summary>
    public int[] Items { get; }

    /// <summary>Position (from 0) of the last occurrence of each entry of <see cref="Items"/> in its session.</summary>
    public int[] Positions { get; }

    /// <summary>Time of each session's last event, or null.</summary>
    public long[]? Times { get; }

    public long[] PostingOffsets { get; }
    public int[] Postings { get; }
    public int Sessions => Offsets.Length - 1;

    public ReadOnlySpan<int> ItemsOf(int session) => Items.AsSpan((int)Offsets[session], Size(session));
    public ReadOnlySpan<int> PositionsOf(int session) => Positions.AsSpan((int)Offsets[session], Size(session));
    public ReadOnlySpan<int> SessionsOf(int item) =>
        Postings.AsSpan((int)PostingOffsets[item], (int)(PostingOffsets[item + 1] - PostingOffsets[item]));
    public int Size(int session) => (int)(Offsets[session + 1] - Offsets[session]);

    public static SessionIndex Build(ItemSequences data, SessionSampling sampling, ulong seed, CancellationToken cancel)
    {
        int[] order = Order(data, sampling, seed);
        var (offsets, items, positions) = (new long[order.Length + 1], new int[data.Events], new int[data.Events]);
        long[]? times = data.HasTimes ? new long[order.Length] : null;
        var lastSeen = new int[data.Items]; // position + 1 of an item within the current row
        int n = 0;
        for (int s = 0; s < order.Length; s++)
        {
            if ((s & 0xfff) == 0) cancel.ThrowIfCancellationRequested();
            var row = data[order[s]];
            int first = n;
            for (int p = 0; p < row.Length; p++)
            {
                if (lastSeen[row[p]] == 0) items[n++] = row[p];
                lastSeen[row[p]] = p + 1;
            }
            items.AsSpan(first, n - first).Sort();
            for (int e = first; e < n; e++)
            {
                positions[e] = lastSeen[items[e]] - 1;
                lastSeen[items[e]] = 0;
            }
            offsets[s + 1] = n;
            if (times is not null) times[s] = row.IsEmpty ? long.MinValue : data.TimesOf(order[s])[^1];
        }
        return new(data.ItemIds, offsets, items.AsSpan(0, n).ToArray(), positions.AsSpan(0, n).ToArray(), times);
    }

    public void Save(ModelFile file)
    {
        ItemIds.Save(file, "items");
        file.Add("session_offsets", Offsets, Offsets.Length);
        file.Add("session_items", Items, Items.Length);
        file.Add("session_positions", Positions, Positions.Length);
        if (Times is not null) file.Add("session_times", Times, Times.Length);
    }

    public static SessionIndex Load(ModelFile file)
    {
        var itemIds = IdMap.Load(file, "items");
        long[] offsets = file.Get<long>("session_offsets", -1);
        int[] items = file.Get<int>("session_items", -1);
        int[] positions = file.Get<int>("session_positions", items.Length);
        long[]? times = file.Contains("session_times") ? file.Get<long>("session_times", offsets.Length - 1) : null;
        SequenceFile.CheckRows(offsets, items, itemIds.Count, "sessions");
        for (int s = 0; s < offsets.Length - 1; s++)
        {
            for (long e = offsets[s] + 1; e < offsets[s + 1]; e++)
                if (items[e] <= items[e - 1]) throw SequenceFile.Damaged("sessions", $"the items of session {s} do not ascend");
        }
        if (positions.AsSpan().ContainsAnyExceptInRange(0, int.MaxValue)) throw SequenceFile.Damaged("sessions", "a position is negative");
        return new(itemIds, offsets, items, positions, times);
    }

    // Rows by rising priority: oldest first, or one random order.
    private static int[] Order(ItemSequences data, SessionSampling sampling, ulong seed)
    {
        if (sampling == SessionSampling.Recent) return OldestFirst(data);
        int[] order = [.. Enumerable.Range(0, data.Count)];
        new CounterRandom(seed, Stream: 0x53).Shuffle(order.AsSpan());
        return order;
    }

    /// <summary>Rows by the time of their last event, equal times and sessions without times by row.</summary>
    public static int[] OldestFirst(ItemSequences data)
    {
        int[] order = [.. Enumerable.Range(0, data.Count)];
        if (data.HasTimes)
        {
            long[] ends = [.. order.Select(r => data.TimesOf(r) is { Length: > 0 } t ? t[^1] : long.MinValue)];
            order.AsSpan().Sort((a, b) => ends[a] != ends[b] ? ends[a].CompareTo(ends[b]) : a.CompareTo(b));
        }
        return order;
    }

    private static (long[] Offsets, int[] Sessions) Invert(int itemCount, long[] offsets, int[] items)
    {
        var starts = new long[itemCount + 1];
        foreach (int item in items) starts[item + 1]++;
        for (int i = 0; i < itemCount; i++) starts[i + 1] += starts[i];
        var (next, sessions) = (starts.AsSpan(0, itemCount).ToArray(), new int[items.Length]);
        for (int s = 0; s < offsets.Length - 1; s++)
            for (long e = offsets[s]; e < offsets[s + 1]; e++) sessions[next[items[e]]++] = s;
        return (starts, sessions);
    }
}
