namespace MusicRec.Ranking;

/// <summary>Ranked lists, one a query row, best first. Immutable.</summary>
public sealed class Rankings
{
    private readonly RankedItem[] _items;
    private readonly int[] _counts;
    private readonly int _width;

    internal Rankings(RankedItem[] items, int[] counts, int width) => (_items, _counts, _width) = (items, counts, width);

    /// <summary>Number of lists.</summary>
    public int Count => _counts.Length;

    /// <summary>The list of query <paramref name="row"/>: exactly min(k, eligible items) entries, ties by lower item index first.</summary>
    public ReadOnlySpan<RankedItem> this[int row] => _items.AsSpan(Require.Index(row, Count) * _width, _counts[row]);
}
