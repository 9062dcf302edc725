namespace MusicRec.Data;

/// <summary>Ordered events: who played what, one after the other. A sequence is a session, a playlist or the whole history of a user; sequence s
/// holds
/// events Offsets[s] .. Offsets[s + 1] - 1 in playing order. Immutable and safe to share between threads.</summary>
public sealed partial class EventSequences
{
    private readonly long[] _offsets;
    private readonly int[] _events;
    private readonly long[]? _times;
    private readonly string[]? _titles, _itemNames;
    private readonly bool[]? _skipped;

    internal EventSequences(IdMap ids, IdMap items, long[] offsets, int[] events, long[]? times, string[]? titles, string[]? itemNames,
        TrackAttributes? tracks = null, bool[]? skipped = null)
    {
        Require.Length(offsets.Length, ids.Count + 1L, nameof(offsets));
        Require.Length(events.Length, offsets[^1], nameof(events));
        (Ids, ItemIds, _offsets, _events, _times, _titles, _itemNames, _skipped) = (ids, items, offsets, events, times, titles, itemNames, skipped);
        if (tracks is not null) Require.Length(tracks.Count, items.Count, nameof(tracks));
        Tracks = tracks;
    }

    /// <summary>Number of sequences, empty ones included.</summary>
    public int Count => Ids.Count;

    /// <summary>Number of different items.</summary>
    public int Items => ItemIds.Count;

    /// <summary>Number of events in all sequences.</summary>
    public long EventCount => _offsets[^1];

    /// <summary>External ids of the sequences: users, playlists, or 0, 1, 2 ... where the file has none.</summary>
    public IdMap Ids { get; }

    /// <summary>External ids of the items.</summary>
    public IdMap ItemIds { get; }

    /// <summary>True where events carry times.</summary>
    public bool HasTimes => _times is not null;

    /// <summary>True where events say whether they were skipped.</summary>
    public bool HasSkips => _skipped is not null;

    /// <summary>True where sequences carry titles, as playlists do.</summary>
    public bool HasTitles => _titles is not null;

    /// <summary>True where items carry names beside their ids.</summary>
    public bool HasItemNames => _itemNames is not null;

    /// <summary>Artist, album, duration or sound of the items; null where nothing of these is known.</summary>
    public TrackAttributes? Tracks { get; }

    /// <summary>Count + 1 offsets of each sequence's first event.</summary>
    public ReadOnlySpan<long> Offsets => _offsets;

    /// <summary>The items of all sequences, one sequence after the other.</summary>
    public ReadOnlySpan<int> Events => _events;

    /// <summary>The items of one sequence in playing order; an item may come several times.</summary>
    public ReadOnlySpan<int> this[int sequence] => _events.AsSpan((int)_offsets[Require.Index(sequence, Count)], Length(sequence));

    /// <summary>The times of one sequence's events, in seconds since 1970 UTC, never descending; empty where <see cref="HasTimes"/> is
    /// false.</summary>
    public ReadOnlySpan<long> TimesOf(int sequence)
    {
        Require.Index(sequence, Count);
        return _times is null ? [] : _times.AsSpan((int)_offsets[sequence], Length(sequence));
    }

    /// <summary>Whether each event of one sequence was skipped; empty where <see cref="HasSkips"/> is false.</summary>
    public ReadOnlySpan<bool> SkippedOf(int sequence)
    {
        Require.Index(sequence, Count);
        return _skipped is null ? [] : _skipped.AsSpan((int)_offsets[sequence], Length(sequence));
    }

    /// <summary>The title of one sequence; empty where there is none.</summary>
    public string TitleOf(int sequence) => _titles is null ? "" : _titles[Require.Index(sequence, Count)];

    /// <summary>The name of one item (artist and title); empty where there is none.</summary>
    public string NameOf(int item) => _itemNames is null ? "" : _itemNames[Require.Index(item, Items)];

    /// <summary>Sequences as users: one entry of weight 1 an event, with its time, duplicates treated as asked.</summary>
    public Interactions ToInteractions(DuplicatePolicy duplicates = DuplicatePolicy.Sum)
    {
        var owners = new int[_events.Length];
        for (int s = 0; s < Count; s++) owners.AsSpan((int)_offsets[s], Length(s)).Fill(s);
        return Interactions.FromTriples(owners, _events, [], Ids, ItemIds, _times, duplicates);
    }

    /// <summary>Builds sequences from parallel arrays. Within a sequence, events stand in order of time, wherever the given clock jumps; equal
    /// times, or none, keep the given order.</summary>
    /// <param name="sequences">Sequence of each event, in 0 .. ids.Count - 1, in any order.</param>
    /// <param name="items">Item of each event, in 0 .. itemIds.Count - 1.</param>
    /// <param name="ids">External ids of the sequences.</param>
    /// <param name="itemIds">External ids of the items.</param>
    /// <param name="times">Seconds since 1970 UTC of each event, or empty.</param>
    /// <param name="titles">A title for each sequence, or null.</param>
    /// <param name="itemNames">A name for each item, or null.</param>
    /// <param name="tracks">What is known of each item beside its name, or null.</param>
    /// <param name="skipped">Whether each event was skipped, or empty.</param>
    public static EventSequences FromEvents(ReadOnlySpan<int> sequences, ReadOnlySpan<int> items, IdMap ids, IdMap itemIds,
        ReadOnlySpan<long> times = default, IReadOnlyList<string>? titles = null, IReadOnlyList<string>? itemNames = null,
        TrackAttributes? tracks = null, ReadOnlySpan<bool> skipped = default)
    {
        Require.Length(items.Length, sequences.Length, nameof(items));
        if (!skipped.IsEmpty) Require.Length(skipped.Length, sequences.Length, nameof(skipped));
        if (!times.IsEmpty) Require.Length(times.Length, sequences.Length, nameof(times));
        if (titles is not null) Require.Length(titles.Count, Require.NotNull(ids).Count, nameof(titles));
        if (itemNames is not null) Require.Length(itemNames.Count, Require.NotNull(itemIds).Count, nameof(itemNames));
        var offsets = new long[Require.NotNull(ids).Count + 1];
        foreach (int s in sequences) offsets[Require.Index(s, ids.Count, nameof(sequences)) + 1]++;
        for (int s = 0; s < ids.Count; s++) offsets[s + 1] += offsets[s];
        var next = offsets.AsSpan(0, ids.Count).ToArray();
        var events = new int[items.Length];
        long[]? stamps = times.IsEmpty ? null : new long[items.Length];
        bool[]? skips = skipped.IsEmpty ? null : new bool[items.Length];
        for (int e = 0; e < items.Length; e++)
        {
            long to = next[sequences[e]]++;
            events[to] = Require.Index(items[e], Require.NotNull(itemIds).Count, nameof(items));
            if (stamps is not null) stamps[to] = times[e];
            if (skips is not null) skips[to] = skipped[e];
        }
        if (stamps is not null) SortByTime(offsets, events, stamps, skips);
        return new EventSequences(ids, itemIds, offsets, events, stamps, titles?.ToArray(), itemNames?.ToArray(), tracks, skips);
    }

    /// <summary>Some sequences, in the order asked for, with their ids and titles; all items stay.</summary>
    /// <exception cref="ArgumentException">An index is out of range or comes twice.</exception>
    public EventSequences Select(ReadOnlySpan<int> sequences)
    {
        var (ids, titles, chosen) = (new string[sequences.Length], new string[sequences.Length], new HashSet<int>());
        var (offsets, events, times, skips) = (new long[sequences.Length + 1], new List<int>(), new List<long>(), new List<bool>());
        for (int s = 0; s < sequences.Length; s++)
        {
            int sequence = Require.Index(sequences[s], Count, nameof(sequences));
            if (!chosen.Add(sequence)) throw new ArgumentException($"The sequence {sequence} is asked for twice.", nameof(sequences));
            (ids[s], titles[s]) = (Ids[sequence], TitleOf(sequence));
            events.AddRange(this[sequence]);
            times.AddRange(TimesOf(sequence));
            skips.AddRange(SkippedOf(sequence));
            offsets[s + 1] = events.Count;
        }
        return new(IdMap.Distinct(ids), ItemIds, offsets, [.. events], HasTimes ? [.. times] : null, HasTitles ? titles : null, _itemNames, Tracks,
            HasSkips ? [.. skips] : null);
    }

    /// <summary>Sequences of the same items under the same ids, with other events and titles, without times.</summary>
    internal EventSequences With(IReadOnlyList<int[]> rows, string[]? titles)
    {
        var offsets = new long[rows.Count + 1];
        for (int s = 0; s < rows.Count; s++) offsets[s + 1] = offsets[s] + rows[s].Length;
        return new(Ids, ItemIds, offsets, [.. rows.SelectMany(row => row)], null, titles, _itemNames, Tracks);
    }

    private int Length(int sequence) => (int)(_offsets[sequence + 1] - _offsets[sequence]);

    private static void SortByTime(long[] offsets, int[] events, long[] times, bool[]? skips)
    {
        for (int s = 0; s + 1 < offsets.Length; s++)
        {
            var (start, n) = ((int)offsets[s], (int)(offsets[s + 1] - offsets[s]));
            var stamps = times.AsSpan(start, n);
            bool ordered = true;
            for (int i = 1; i < n && ordered; i++) ordered = stamps[i] >= stamps[i - 1];
            if (ordered) continue;
            var keys = new (long Time, int Place)[n];
            for (int i = 0; i < n; i++) keys[i] = (stamps[i], i);
            Array.Sort(keys);
            int[] row = events.AsSpan(start, n).ToArray();
            for (int i = 0; i < n; i++) (stamps[i], events[start + i]) = (keys[i].Time, row[keys[i].Place]);
            if (skips is null) continue;
            bool[] skipped = skips.AsSpan(start, n).ToArray();
            for (int i = 0; i < n; i++) skips[start + i] = skipped[keys[i].Place];
        }
    }
}
