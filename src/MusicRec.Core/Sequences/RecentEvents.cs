using MusicRec.Data;

namespace MusicRec.Sequences;

/// <summary>Makes any sequence model incremental: the state holds the last events of a history, newest first, each as item + 1, and zeros where
/// there are none; it is scored by scoring them. Immutable and safe to share between threads.</summary>
internal sealed class RecentEvents : IIncrementalModel
{
    private const int Usual = 128, Most = 4096;
    private readonly ISequenceModel _model;
    private readonly int _events;
    private readonly bool _timed;

    /// <param name="model">The model.</param>
    /// <param name="seen">How many last events the model looks at; 0 for all of a history, of which a state then holds the last 128.</param>
    /// <param name="timed">Whether the model asks for the time of the last event.</param>
    public RecentEvents(ISequenceModel model, int seen = 0, bool timed = false)
    {
        (_model, _events, _timed) = (model, seen == 0 ? Usual : Math.Min(seen, Most), timed);
        Remembers = seen == _events ? int.MaxValue : _events;
    }

    /// <summary>The model itself where it is incremental, else the model with its last events as a state.</summary>
    public static IIncrementalModel Of(ISequenceModel model) => model as IIncrementalModel ?? new RecentEvents(model);

    public IdMap ItemIds => _model.ItemIds;

    public int RowsAtOnce => _model.RowsAtOnce;

    public int StateLength => _events + (_timed ? StateNumbers.TimeLength : 0);

    public int Remembers { get; }

    public void ScoreNext(ItemSequences histories, ReadOnlySpan<int> rows, Span<float> scores) => _model.ScoreNext(histories, rows, scores);

    public void Advance(ReadOnlySpan<int> items, Span<float> states)
    {
        Require.Length(states.Length, (long)items.Length * StateLength, nameof(states));
        foreach (int item in items) StateNumbers.OfItem(item, ItemIds.Count);
        for (int r = 0; r < items.Length; r++)
        {
            var events = states.Slice(r * StateLength, _events);
            events[..^1].CopyTo(events[1..]);
            events[0] = StateNumbers.OfItem(items[r], ItemIds.Count) + 1;
        }
    }

    public void Advance(ReadOnlySpan<int> items, ReadOnlySpan<long> times, Span<float> states)
    {
        Require.Length(times.Length, items.Length, nameof(times));
        Advance(items, states);
        if (!_timed) return;
        for (int r = 0; r < items.Length; r++) StateNumbers.WriteTime(times[r], states.Slice(r * StateLength + _events, StateNumbers.TimeLength));
    }

    public void ScoreStates(ReadOnlySpan<float> states, Span<float> scores)
    {
        int rows = states.Length / StateLength, items = ItemIds.Count;
        Require.Length(states.Length, (long)rows * StateLength, nameof(states));
        Require.Length(scores.Length, (long)rows * items, nameof(scores));
        var (histories, offsets) = (new List<int>(), new long[rows + 1]);
        for (int r = 0; r < rows; r++)
        {
            AddEvents(states.Slice(r * StateLength, _events), histories);
            offsets[r + 1] = histories.Count;
        }
        if (!_timed)
        {
            _model.ScoreNext(ItemSequences.Own(offsets, [.. histories], ItemIds, null), [.. Enumerable.Range(0, rows)], scores);
            return;
        }
        for (int r = 0; r < rows; r++)
        {
            int[] history = [.. histories[(int)offsets[r]..(int)offsets[r + 1]]];
            long? time = StateNumbers.ReadTime(states.Slice(r * StateLength + _events, StateNumbers.TimeLength));
            long[]? times = time is { } known ? [.. history.Select(_ => known)] : null;
            _model.ScoreNext(ItemSequences.Own([0, history.Length], history, ItemIds, times), [0], scores.Slice(r * items, items));
        }
    }

    private void AddEvents(ReadOnlySpan<float> state, List<int> history)
    {
        int count = 0;
        while (count < state.Length && state[count] != 0) count++;
        for (int e = count - 1; e >= 0; e--) history.Add(StateNumbers.ItemOf(state[e] - 1, ItemIds.Count));
    }
}
