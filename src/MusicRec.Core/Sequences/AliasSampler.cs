using MusicRec.Numerics;

namespace MusicRec.Sequences;

/// <summary>Draws items in proportion to count^power in constant time (Walker 1977; tables by Vose 1991). Items without a count are never drawn.
/// Immutable.</summary>
internal sealed class AliasSampler
{
    private readonly double[] _share; // of a cell that is its own item's
    private readonly int[] _other;

    public AliasSampler(ReadOnlySpan<long> counts, double power)
    {
        int n = counts.Length;
        (_share, _other) = (new double[n], new int[n]);
        double total = 0;
        for (int i = 0; i < n; i++) total += _share[i] = counts[i] > 0 ? Math.Pow(counts[i], power) : 0;
        var (small, large) = (new Stack<int>(), new Stack<int>());
        for (int i = 0; i < n; i++)
        {
            _share[i] *= n / total;
            _other[i] = i;
            (_share[i] < 1 ? small : large).Push(i);
        }
        while (small.Count > 0 && large.Count > 0)
        {
            int s = small.Pop(), l = large.Peek();
            _other[s] = l;
            _share[l] -= 1 - _share[s];
            if (_share[l] < 1) small.Push(large.Pop());
        }
        foreach (int rest in small.Concat(large))
            if (counts[rest] > 0) (_share[rest], _other[rest]) = (1, rest); // 1 but for rounding
    }

    /// <summary>Draw number <paramref name="index"/> of a stream.</summary>
    public int Draw(CounterRandom random, ulong index)
    {
        ulong high = Math.BigMul(random.Bits(index), (ulong)_share.Length, out ulong low);
        return low * (1.0 / (1UL << 63) / 2) < _share[high] ? (int)high : _other[high];
    }
}
