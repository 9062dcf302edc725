using MusicRec.Numerics;

namespace MusicRec.Sequences;

/// <summary>The sequences of a step: inputs laid end to end, and the item after each. Sequences longer than a limit come in pieces, each event
/// being an input once. The order changes with the epoch.</summary>
internal sealed class PackedBatches
{
    private readonly ItemSequences _data;
    private readonly (int Row, int From, int Length)[] _pieces;
    private readonly int _size;
    private int _next;

    public PackedBatches(ItemSequences data, int size, int maxLength)
    {
        (_data, _size) = (data, size);
        var pieces = new List<(int, int, int)>();
        for (int row = 0; row < data.Count; row++)
        {
            int events = data[row].Length - 1;
            for (int from = 0; from < events; from += maxLength) pieces.Add((row, from, Math.Min(maxLength, events - from)));
        }
        _pieces = [.. pieces];
    }

    public PackedSequences Inputs { get; private set; } = new([], [0]);

    /// <summary>The item that comes after each input.</summary>
    public int[] Targets { get; private set; } = [];

    /// <summary>Begins an epoch in an order of its own.</summary>
    public void Shuffle(CounterRandom random)
    {
        _pieces.AsSpan().Sort();
        random.Shuffle(_pieces.AsSpan());
        _next = 0;
    }

    /// <summary>Goes to the next step; false at the end of the epoch.</summary>
    public bool Advance()
    {
        var pieces = _pieces.AsSpan(_next, Math.Min(_size, _pieces.Length - _next));
        if (pieces.IsEmpty) return false;
        _next += pieces.Length;
        var offsets = new int[pieces.Length + 1];
        for (int p = 0; p < pieces.Length; p++) offsets[p + 1] = offsets[p] + pieces[p].Length;
        (var inputs, Targets) = (new int[offsets[^1]], new int[offsets[^1]]);
        for (int p = 0; p < pieces.Length; p++)
        {
            var (row, from, length) = pieces[p];
            _data[row].Slice(from, length).CopyTo(inputs.AsSpan(offsets[p]));
            _data[row].Slice(from + 1, length).CopyTo(Targets.AsSpan(offsets[p]));
        }
        Inputs = new(inputs, offsets);
        return true;
    }
}
