namespace MusicRec.Data;

/// <summary>The last events of every sequence are hidden; those before them are shown, and are in training. Sequences that would have nothing left
/// stay in training whole. What others played later is in training too: where that matters, cut in time.</summary>
public sealed record LeaveLastOutSplit : ISequenceSplitRule
{
    /// <summary>Events hidden of each sequence. Default 1.</summary>
    public int Events { get; init => field = Require.Positive(value); } = 1;

    /// <inheritdoc/>
    public SequenceSplit Apply(EventSequences data)
    {
        var parts = new SequencePieces(Require.NotNull(data));
        for (int s = 0; s < data.Count; s++)
        {
            int kept = data[s].Length > Events ? data[s].Length - Events : data[s].Length;
            parts.Learn(s, kept);
            parts.Ask(s, kept);
        }
        return parts.Split();
    }
}
