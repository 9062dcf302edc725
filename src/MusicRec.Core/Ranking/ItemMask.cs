namespace MusicRec.Ranking;

/// <summary>A set of items, by index. Immutable.</summary>
public sealed class ItemMask
{
    private readonly ulong[] _bits;

    /// <summary>A set holding the given items.</summary>
    /// <param name="items">Item indices in 0 .. count - 1; repeats do no harm.</param>
    /// <param name="count">Number of items of the catalogue.</param>
    public ItemMask(ReadOnlySpan<int> items, int count)
    {
        Items = Require.NotNegative(count);
        _bits = new ulong[(count + 63) / 64];
        foreach (int item in items) _bits[Require.Index(item, count) >> 6] |= 1UL << (item & 63);
    }

    /// <summary>Number of items of the catalogue.</summary>
    public int Items { get; }

    /// <summary>Bit i of word w: whether the set holds item 64 w + i.</summary>
    internal ReadOnlySpan<ulong> Words => _bits;

    /// <summary>Whether the set holds the item.</summary>
    public bool Contains(int item) => (_bits[Require.Index(item, Items) >> 6] >> (item & 63) & 1) != 0;
}
