using MusicRec.Numerics;

namespace MusicRec.Sequences;

/// <summary>Steps from one event of a sequence to the next.</summary>
internal sealed class Transitions
{
    private readonly ItemSequences _data;
    private readonly int[] _rows, _places;

    private Transitions(ItemSequences data, int[] rows, int[] places, long[] counts) =>
        (_data, _rows, _places, Counts) = (data, rows, places, counts);

    public int Count => _rows.Length;

    /// <summary>Events of each item, plus one, so that every item can be drawn.</summary>
    public long[] Counts { get; }

    public (int Row, int From, int To) this[int transition]
    {
        get
        {
            var events = _data[_rows[transition]];
            int p = _places[transition];
            return (_rows[transition], events[p - 1], events[p]);
        }
    }

    /// <exception cref="MusicRecException">There is no step.</exception>
    public static Transitions Of(ItemSequences data)
    {
        var (rows, places, counts) = (new List<int>(), new List<int>(), new long[data.Items]);
        counts.AsSpan().Fill(1);
        for (int row = 0; row < data.Count; row++)
        {
            foreach (int item in data[row]) counts[item]++;
            for (int p = 1; p < data[row].Length; p++)
            {
                rows.Add(row);
                places.Add(p);
            }
        }
        if (rows.Count == 0) throw new MusicRecException("No session has two events, so nothing can be learned about what comes next.");
        return new(data, [.. rows], [.. places], counts);
    }

    /// <summary>All transitions in the random order of an epoch.</summary>
    public int[] Shuffled(ulong seed, int epoch)
    {
        int[] order = [.. Enumerable.Range(0, Count)];
        new CounterRandom(seed, (1UL << 32) + (ulong)epoch).Shuffle(order.AsSpan());
        return order;
    }
}
