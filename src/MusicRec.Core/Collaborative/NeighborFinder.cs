namespace MusicRec.Collaborative;

/// <summary>One thread's workspace: finds an item's K nearest by one pass over its listeners' items.</summary>
internal sealed class NeighborFinder(WeightedItems items, int keep, double shrinkage)
{
    private readonly double[] _sums = new double[items.ByItem.Rows];
    private readonly int[] _common = new int[items.ByItem.Rows];
    private readonly int[] _touched = new int[items.ByItem.Rows];
    private readonly int[] _kept = new int[Math.Min(keep, items.ByItem.Rows)];

    /// <summary>The item's nearest, items ascending. Items without a common listener are never neighbours.</summary>
    public (int[] Items, double[] Values) Find(int item)
    {
        int touched = Accumulate(item);
        if (shrinkage > 0)
        {
            for (int t = 0; t < touched; t++) _sums[_touched[t]] *= _common[_touched[t]] / (_common[_touched[t]] + shrinkage);
        }
        int count = Keep(touched);
        var nearest = _kept.AsSpan(0, count).ToArray();
        Array.Sort(nearest);
        var values = Array.ConvertAll(nearest, j => _sums[j]);
        for (int t = 0; t < touched; t++) (_sums[_touched[t]], _common[_touched[t]]) = (0, 0);
        return (nearest, values);
    }

    private int Accumulate(int item)
    {
        var (byItem, byUser) = (items.ByItem, items.ByUser);
        int touched = 0;
        for (long e = byItem.Offsets[item]; e < byItem.Offsets[item + 1]; e++)
        {
            int user = byItem.Indices[e];
            double weight = items.ItemWeights[e];
            int start = (int)byUser.Offsets[user], count = byUser.RowCount(user);
            var others = byUser.Indices.AsSpan(start, count);
            var weights = items.UserWeights.AsSpan(start, count);
            for (int k = 0; k < others.Length; k++)
            {
                int j = others[k];
                if (_common[j]++ == 0) _touched[touched++] = j;
                _sums[j] += weight * weights[k];
            }
        }
        return touched;
    }

    /// <summary>Fills <see cref="_kept"/> with the best of the touched: a heap whose root is the worst kept, by (similarity, then higher
    /// item).</summary>
    private int Keep(int touched)
    {
        int count = 0;
        for (int t = 0; t < touched; t++)
        {
            int j = _touched[t];
            if (_sums[j] == 0) continue;
            if (count < _kept.Length)
            {
                int at = count++;
                for (; at > 0 && Worse(j, _kept[(at - 1) / 2]); at = (at - 1) / 2) _kept[at] = _kept[(at - 1) / 2];
                _kept[at] = j;
            }
            else if (Worse(_kept[0], j))
            {
                SiftDown(j, count);
            }
        }
        return count;
    }

    private void SiftDown(int j, int count)
    {
        int at = 0;
        for (int child; (child = 2 * at + 1) < count; at = child)
        {
            if (child + 1 < count && Worse(_kept[child + 1], _kept[child])) child++;
            if (!Worse(_kept[child], j)) break;
            _kept[at] = _kept[child];
        }
        _kept[at] = j;
    }

    private bool Worse(int a, int b) => _sums[a] < _sums[b] || (_sums[a] == _sums[b] && a > b);
}
