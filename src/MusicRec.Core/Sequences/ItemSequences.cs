using MusicRec.Data;

namespace MusicRec.Sequences;

/// <summary>Sessions, playlists or histories: ordered item indices, one row a sequence, optionally with a time for each event.
/// The given order counts; it is never re-sorted, so times may stand still or jump back. Rows may be empty and may repeat items.
/// Immutable and safe to share between threads.</summary>
public sealed class ItemSequences
{
    private readonly long[] _offsets;
    private readonly int[] _items;
    private readonly long[]? _times;
    private readonly long[]? _starts; // of the rows in _items where rows share their events; else null, and they lie end to end

    /// <summary>Copies rows laid end to end.</summary>
    /// <param name="offsets">Row r holds events offsets[r] .. offsets[r + 1] - 1: rows + 1 numbers that never fall, from 0 to the event
    /// count.</param>
    /// <param name="items">Item index of each event, in 0 .. itemIds.Count - 1.</param>
    /// <param name="itemIds">External item ids; also says how many items there are.</param>
    /// <param name="times">Seconds since 1970 UTC of each event, or empty.</param>
    /// <exception cref="ArgumentException">Offsets do not describe the events, or the lengths differ.</exception>
    public ItemSequences(ReadOnlySpan<long> offsets, ReadOnlySpan<int> items, IdMap itemIds, ReadOnlySpan<long> times = default)
        : this(itemIds, offsets.ToArray(), items.ToArray(), times.IsEmpty ? null : times.ToArray()) { }

    private ItemSequences(IdMap itemIds, long[] offsets, int[] items, long[]? times)
    {
        ItemIds = Require.NotNull(itemIds);
        if (offsets.Length == 0 || offsets[0] != 0)
            throw new ArgumentException("offsets must start with 0, also where there is no row.", nameof(offsets));
        for (int r = 1; r < offsets.Length; r++)
        {
            if (offsets[r] < offsets[r - 1])
                throw new ArgumentException($"offsets fall from {offsets[r - 1]} to {offsets[r]} at row {r - 1}; they must not.", nameof(offsets));
        }
        Require.Length(items.Length, offsets[^1], nameof(items));
        foreach (int item in items) Require.Index(item, itemIds.Count, nameof(items));
        if (times is not null) Require.Length(times.Length, items.Length, nameof(times));
        (_offsets, _items, _times) = (offsets, items, times);
    }

    private ItemSequences(ItemSequences shared, long[] starts, long[] offsets) =>
        (ItemIds, _items, _times, _starts, _offsets) = (shared.ItemIds, shared._items, shared._times, starts, offsets);

    /// <summary>Builds sequences of external ids. Ids that are not in <paramref name="itemIds"/> are left out, no model can know them, and
    /// counted in <see cref="Unknown"/>.</summary>
    /// <param name="rows">One list of ids a sequence.</param>
    /// <param name="itemIds">The item order of the model to ask.</param>
    public static ItemSequences FromIds(IEnumerable<IEnumerable<string>> rows, IdMap itemIds)
    {
        Require.NotNull(itemIds);
        var (offsets, items, unknown) = (new List<long> { 0 }, new List<int>(), 0L);
        foreach (var row in Require.NotNull(rows))
        {
            foreach (string id in row)
            {
                if (itemIds.TryGetIndex(id, out int item)) items.Add(item);
                else unknown++;
            }
            offsets.Add(items.Count);
        }
        return new(itemIds, [.. offsets], [.. items], null) { Unknown = unknown };
    }

    /// <summary>Sequences as a reader gave them, in the reader's item order or in that of a model. Items that are not in
    /// <paramref name="itemIds"/> are left out and counted in <see cref="Unknown"/>: what stood before and behind one become neighbours.</summary>
    /// <param name="events">Sessions, playlists or histories.</param>
    /// <param name="itemIds">The item order to use; null keeps that of <paramref name="events"/>.</param>
    public static ItemSequences From(EventSequences events, IdMap? itemIds = null)
    {
        Require.NotNull(events);
        itemIds ??= events.ItemIds;
        bool same = ReferenceEquals(itemIds, events.ItemIds);
        int Known(int item) => itemIds.TryGetIndex(events.ItemIds[item], out int known) ? known : -1;
        int[] known = same ? [] : [.. Enumerable.Range(0, events.Items).Select(Known)];
        var (offsets, items, times) = (new long[events.Count + 1], new List<int>(), new List<long>());
        for (int row = 0; row < events.Count; row++)
        {
            var these = events[row];
            var clock = events.TimesOf(row);
            for (int e = 0; e < these.Length; e++)
            {
                int item = same ? these[e] : known[these[e]];
                if (item < 0) continue;
                items.Add(item);
                if (!clock.IsEmpty) times.Add(clock[e]);
            }
            offsets[row + 1] = items.Count;
        }
        return new(itemIds, offsets, [.. items], events.HasTimes ? [.. times] : null) { Unknown = events.EventCount - items.Count };
    }

    /// <summary>Some rows, in the order asked for.</summary>
    public ItemSequences Select(ReadOnlySpan<int> rows)
    {
        var (offsets, items, times) = (new long[rows.Length + 1], new List<int>(), new List<long>());
        for (int r = 0; r < rows.Length; r++)
        {
            items.AddRange(this[rows[r]]);
            times.AddRange(TimesOf(rows[r]));
            offsets[r + 1] = items.Count;
        }
        return Own(offsets, [.. items], ItemIds, HasTimes ? [.. times] : null);
    }

    /// <summary>Rows with those of others behind them, with times where both have them.</summary>
    internal ItemSequences Joined(ItemSequences others)
    {
        var (offsets, items, times) = (new long[Count + 1], new List<int>(), new List<long>());
        for (int row = 0; row < Count; row++)
        {
            items.AddRange(this[row]);
            items.AddRange(others[row]);
            times.AddRange(TimesOf(row));
            times.AddRange(others.TimesOf(row));
            offsets[row + 1] = items.Count;
        }
        return Own(offsets, [.. items], ItemIds, HasTimes && others.HasTimes ? [.. times] : null);
    }

    /// <summary>The first events of some rows, which may come several times; the events are shared, not copied.</summary>
    internal ItemSequences Prefixes(ReadOnlySpan<int> rows, ReadOnlySpan<int> lengths)
    {
        var (starts, offsets) = (new long[rows.Length], new long[rows.Length + 1]);
        for (int r = 0; r < rows.Length; r++)
        {
            starts[r] = Start(Require.Index(rows[r], Count, nameof(rows)));
            offsets[r + 1] = offsets[r] + Require.Between(lengths[r], 0, Length(rows[r]), nameof(lengths));
        }
        return new(this, starts, offsets);
    }

    /// <summary>Takes the arrays over without a copy.</summary>
    internal static ItemSequences Own(long[] offsets, int[] items, IdMap itemIds, long[]? times) => new(itemIds, offsets, items, times);

    /// <summary>Number of sequences (rows).</summary>
    public int Count => _offsets.Length - 1;

    /// <summary>Number of events of all sequences.</summary>
    public long Events => _offsets[^1];

    /// <summary>Events that were left out when the sequences were built, since their items are not among <see cref="ItemIds"/>; 0 for
    /// selected rows, which no longer know it.</summary>
    public long Unknown { get; private init; }

    /// <summary>Number of items of the catalogue, items without any event included.</summary>
    public int Items => ItemIds.Count;

    /// <summary>External ids of the items.</summary>
    public IdMap ItemIds { get; }

    /// <summary>True where events carry times.</summary>
    public bool HasTimes => _times is not null;

    /// <summary>Rows + 1 offsets of each row's first event.</summary>
    public ReadOnlySpan<long> Offsets => _offsets;

    /// <summary>The items of a row, in order.</summary>
    public ReadOnlySpan<int> this[int row] => _items.AsSpan((int)Start(Require.Index(row, Count)), Length(row));

    /// <summary>The times of a row's events, in seconds since 1970 UTC; empty where <see cref="HasTimes"/> is false.</summary>
    public ReadOnlySpan<long> TimesOf(int row)
    {
        Require.Index(row, Count);
        return _times is null ? [] : _times.AsSpan((int)Start(row), Length(row));
    }

    private long Start(int row) => (_starts ?? _offsets)[row];

    private int Length(int row) => (int)(_offsets[row + 1] - _offsets[row]);
}
