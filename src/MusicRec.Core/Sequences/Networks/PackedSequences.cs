namespace MusicRec.Sequences;

/// <summary>Sequences laid end to end, nothing padded: event e of sequence s is Offsets[s] + e. Immutable.</summary>
internal sealed class PackedSequences
{
    /// <param name="items">The items of all events; -1 for one that is hidden.</param>
    /// <param name="offsets">Where each sequence begins, and the number of events behind them.</param>
    /// <param name="asked">Events whose states are wanted, in order; one may be there several times. Null for all.</param>
    public PackedSequences(int[] items, int[] offsets, int[]? asked = null)
    {
        (Items, Offsets, Starts, Places) = (items, offsets, new int[items.Length], new int[items.Length]);
        for (int s = 0; s + 1 < offsets.Length; s++)
            for (int e = offsets[s]; e < offsets[s + 1]; e++) (Starts[e], Places[e]) = (offsets[s], e - offsets[s]);
        All = asked is null;
        Asked = asked ?? [.. Enumerable.Range(0, items.Length)];
    }

    public int[] Items { get; }
    public int[] Offsets { get; }

    /// <summary>The first event of each event's sequence.</summary>
    public int[] Starts { get; }

    /// <summary>The place of each event in its sequence, from 0.</summary>
    public int[] Places { get; }

    /// <summary>Events whose states are wanted.</summary>
    public int[] Asked { get; }

    /// <summary>Whether every event is asked for, once.</summary>
    public bool All { get; }
}
