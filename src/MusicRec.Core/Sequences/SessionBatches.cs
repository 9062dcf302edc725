namespace MusicRec.Sequences;

/// <summary>Session-parallel mini-batches (Hidasi et al. 2016): every row of the batch walks through a session of its own, an event a step; where
/// one ends the next begins in its row. No padding: where no session is left the batch shrinks, and it ends with the last two rows.</summary>
internal sealed class SessionBatches
{
    private readonly ItemSequences _data;
    private readonly int[] _order;
    private readonly int[] _session, _position;
    private int _next, _count;

    /// <param name="data">Sessions; those shorter than two events are left out.</param>
    /// <param name="size">Rows at once, at most.</param>
    /// <param name="order">Order of the sessions' rows.</param>
    public SessionBatches(ItemSequences data, int size, IEnumerable<int> order)
    {
        _data = data;
        _order = [.. order.Where(row => data[row].Length > 1)];
        _count = Math.Min(size, _order.Length);
        (_session, _position, Inputs, Targets, Source) = (new int[_count], new int[_count], new int[_count], new int[_count], new int[_count]);
        Least = Math.Min(2, _count);
        for (; _next < _count; _next++) (_session[_next], Source[_next], _position[_next]) = (_order[_next], -1, -1);
    }

    /// <summary>Rows of the current step.</summary>
    public int Count => _count;

    /// <summary>The item each row has just played; the first <see cref="Count"/> entries count.</summary>
    public int[] Inputs { get; }

    /// <summary>The item that comes next in each row.</summary>
    public int[] Targets { get; }

    /// <summary>The row of the step before whose state goes on in each row; -1 where a session begins.</summary>
    public int[] Source { get; }

    private int Least { get; }

    /// <summary>Goes to the next step; false at the end.</summary>
    public bool Advance()
    {
        for (int row = 0; row < _count; row++)
        {
            Source[row] = _position[row] < 0 ? -1 : row;
            if (_position[row] + 2 < _data[_session[row]].Length)
            {
                _position[row]++;
            }
            else if (_next < _order.Length)
            {
                (_session[row], _position[row], Source[row]) = (_order[_next++], 0, -1);
            }
            else
            {
                _count--; // the last row takes this place
                (_session[row], _position[row]) = (_session[_count], _position[_count]);
                int from = _count;
                if (!Settle(row, from)) row--;
            }
        }
        if (_count == 0 || _count < Least) return false;
        for (int row = 0; row < _count; row++)
        {
            var items = _data[_session[row]];
            (Inputs[row], Targets[row]) = (items[_position[row]], items[_position[row] + 1]);
        }
        return true;
    }

    // The row that moved in has not advanced yet; false where its session has ended too and the place must be settled again.
    private bool Settle(int row, int from)
    {
        if (row == from) return true;
        if (_position[row] + 2 >= _data[_session[row]].Length) return false;
        _position[row]++;
        Source[row] = from;
        return true;
    }
}
