namespace MusicRec.Data;

/// <summary>Gathers the parts of a split, sequence by sequence.</summary>
internal sealed class SequencePieces(EventSequences data)
{
    private readonly List<(int, int, int, string)> _train = [], _shown = [], _hidden = [];

    /// <summary>The first events of a sequence are in training, if there are any.</summary>
    public void Learn(int sequence, int events)
    {
        if (events > 0) _train.Add((sequence, 0, events, data.Ids[sequence]));
    }

    /// <summary>The first events are shown and the others hidden, if there are others.</summary>
    public void Ask(int sequence, int shown)
    {
        if (shown == data[sequence].Length) return;
        _shown.Add((sequence, 0, shown, data.Ids[sequence]));
        _hidden.Add((sequence, shown, data[sequence].Length, data.Ids[sequence]));
    }

    public SequenceSplit Split(long? cut = null, bool whole = false) => new(data, _train, _shown, _hidden, cut, whole);
}
