namespace MusicRec.Sequences;

/// <summary>All contexts of m items that something follows, and what follows them how often. Context number c of this level stands at place c of
/// the order by (its shorter form's number, its oldest item), so the contexts that extend one lie side by side.</summary>
internal sealed class ContextLevel
{
    private readonly int[] _contextAt, _pairAt; // by event: the context before it and its (context, event) pair; -1 where less than m come before it
    private readonly bool[] _starts; // by pair: whether it stands at the beginning of a sequence

    private ContextLevel(int[] contextAt, int[] pairAt, bool[] starts, int[] parents, int[] oldest, int[] offsets, int[] followers, int[] counts) =>
        (_contextAt, _pairAt, _starts, Parents, Oldest, Offsets, Followers, Counts) =
        (contextAt, pairAt, starts, parents, oldest, offsets, followers, counts);

    /// <summary>Number of contexts.</summary>
    public int Contexts => Parents.Length;

    /// <summary>Number of the context without its oldest item, one level up.</summary>
    public int[] Parents { get; }

    /// <summary>Oldest item of each context.</summary>
    public int[] Oldest { get; }

    /// <summary>Context c is followed by Followers[Offsets[c]] to Followers[Offsets[c + 1] - 1], ascending.</summary>
    public int[] Offsets { get; }

    public int[] Followers { get; }

    /// <summary>How often, by pair.</summary>
    public int[] Counts { get; }

    /// <summary>The empty context.</summary>
    public static ContextLevel Root(ItemSequences data) => Sort(data, order: 0, new int[data.Events], new int[data.Events], [-1], [-1]);

    /// <summary>Contexts of one item more.</summary>
    public ContextLevel Extend(ItemSequences data, int order)
    {
        var (keys, events) = (new List<long>(), new List<int>());
        for (int row = 0; row < data.Count; row++)
        {
            int first = (int)data.Offsets[row];
            for (int p = order; p < data[row].Length; p++)
            {
                keys.Add(Key(_contextAt[first + p], data[row][p - order]));
                events.Add(first + p);
            }
        }
        var (sorted, places) = (keys.ToArray(), events.ToArray());
        Array.Sort(sorted, places); // equal keys may change places: their events all get the same number
        var (contextAt, parents, oldest) = (new int[data.Events], new List<int>(), new List<int>());
        contextAt.AsSpan().Fill(-1);
        for (int e = 0; e < sorted.Length; e++)
        {
            if (e == 0 || sorted[e] != sorted[e - 1])
            {
                parents.Add(First(sorted[e]));
                oldest.Add(Second(sorted[e]));
            }
            contextAt[places[e]] = parents.Count - 1;
        }
        return Sort(data, order, contextAt, new int[data.Events], [.. parents], [.. oldest]);
    }

    /// <summary>Counts of pairs by the different items before them, the beginning of a sequence being one.</summary>
    /// <param name="longer">The level below, whose contexts have one item more.</param>
    public int[] Continuations(ContextLevel longer)
    {
        var counts = new int[Counts.Length];
        for (int pair = 0; pair < counts.Length; pair++) counts[pair] = _starts[pair] ? 1 : 0;
        var seen = new bool[longer.Counts.Length];
        for (int e = 0; e < _pairAt.Length; e++)
        {
            int extended = longer._pairAt[e];
            if (extended < 0 || seen[extended]) continue;
            seen[extended] = true;
            counts[_pairAt[e]]++;
        }
        return counts;
    }

    private static ContextLevel Sort(ItemSequences data, int order, int[] contextAt, int[] pairAt, int[] parents, int[] oldest)
    {
        var (keys, events) = (new List<long>(), new List<int>());
        var atStart = new bool[data.Events];
        for (int row = 0; row < data.Count; row++)
        {
            int first = (int)data.Offsets[row];
            for (int p = order; p < data[row].Length; p++)
            {
                keys.Add(Key(contextAt[first + p], data[row][p]));
                events.Add(first + p);
                atStart[first + p] = p == order;
            }
        }
        var (sorted, places) = (keys.ToArray(), events.ToArray());
        Array.Sort(sorted, places);
        var (offsets, followers, counts, starts) = (new int[parents.Length + 1], new List<int>(), new List<int>(), new List<bool>());
        pairAt.AsSpan().Fill(-1);
        for (int e = 0; e < sorted.Length; e++)
        {
            if (e == 0 || sorted[e] != sorted[e - 1])
            {
                followers.Add(Second(sorted[e]));
                counts.Add(0);
                starts.Add(false);
                offsets[First(sorted[e]) + 1]++;
            }
            counts[^1]++;
            starts[^1] |= atStart[places[e]];
            pairAt[places[e]] = followers.Count - 1;
        }
        for (int c = 0; c < parents.Length; c++) offsets[c + 1] += offsets[c];
        return new(contextAt, pairAt, [.. starts], parents, oldest, offsets, [.. followers], [.. counts]);
    }

    private static long Key(int first, int second) => (long)first << 32 | (uint)second;

    private static int First(long key) => (int)(key >> 32);

    private static int Second(long key) => (int)key;
}
