using MusicRec.Kernels;

namespace MusicRec.Evaluation;

/// <summary>The first k items of a row of scores under the conservative policy: of items with equal scores, those that are not relevant come
/// first, so that a model earns nothing by not deciding. Reusable; not safe to share.</summary>
/// <param name="most">The most items that are ever kept.</param>
internal sealed class CautiousList(int most)
{
    private readonly TopList _list = new();
    private readonly int[] _items = new int[most], _group = new int[most];
    private readonly float[] _scores = new float[most];

    /// <summary>Ranks all items. NaN and negative infinity are never ranked.</summary>
    /// <param name="scores">Score of item 0, 1, ...</param>
    /// <param name="relevant">Relevant items, ascending.</param>
    /// <param name="k">Items to keep, 1 to the most.</param>
    /// <returns>At most k items, best first; valid until the next call.</returns>
    public ReadOnlySpan<int> Rank(ReadOnlySpan<float> scores, ReadOnlySpan<int> relevant, int k)
    {
        _list.Start(k, []);
        TopScores.Scan(scores, [], _list);
        int count = _list.Take(_items, _scores);
        for (int from = 0, to; from < count; from = to)
        {
            for (to = from + 1; to < count && _scores[to] == _scores[from]; to++) { }
            bool open = to == k && k < scores.Length; // more items may have this score than there are places
            if (open || to - from > 1) Arrange(scores, relevant, from, to, open);
        }
        return _items.AsSpan(0, count);
    }

    private void Arrange(ReadOnlySpan<float> scores, ReadOnlySpan<int> relevant, int from, int to, bool open)
    {
        var places = _items.AsSpan(from, to - from);
        int hits = 0, others = 0;
        foreach (int item in places)
            if (relevant.BinarySearch(item) >= 0) hits++;
        if (hits == 0) return;
        float score = _scores[from];
        int last = open ? scores.Length - 1 : places.ToArray().Max();
        for (int item = 0; item <= last && others < places.Length; item++)
            if (scores[item] == score && relevant.BinarySearch(item) < 0) _group[others++] = item;
        int at = others;
        foreach (int item in places)
            if (at < places.Length && relevant.BinarySearch(item) >= 0) _group[at++] = item;
        _group.AsSpan(0, places.Length).CopyTo(places);
    }
}
