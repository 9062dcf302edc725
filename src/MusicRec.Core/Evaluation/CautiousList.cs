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

    /// <summary>Moves an item of the list that <see cref="Rank"/> made to the mean of the best and the worst rank that its score allows.</summary>
    /// <param name="scores">The scores that were ranked.</param>
    /// <param name="item">The one relevant item.</param>
    /// <param name="count">Length of the list.</param>
    public ReadOnlySpan<int> ToMeanRank(ReadOnlySpan<float> scores, int item, int count)
    {
        int better = 0, equal = 0; // the item itself is one of the equal
        foreach (float score in scores)
        {
            if (score > scores[item]) better++;
            else if (score == scores[item]) equal++;
        }
        var list = _items.AsSpan(0, count);
        int place = better + equal / 2, at = list.IndexOf(item);
        if (place >= count || (at < 0 && !float.IsFinite(scores[item]))) return list;
        var moved = list[place..(at < 0 ? count : at + 1)]; // of a list without it, the last item goes
        moved[..^1].CopyTo(moved[1..]);
        moved[0] = item;
        return list;
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
