namespace MusicRec.Data;

/// <summary>Everything before a moment is training, everything from then on is hidden. A sequence that goes on across the moment is cut there: its
/// beginning is in training, and is shown. So no event in training is later than any that is tested.</summary>
public sealed record TemporalSequenceSplit : ISequenceSplitRule
{
    /// <summary>Takes the moment.</summary>
    /// <param name="cut">First second since 1970 UTC that is hidden.</param>
    public TemporalSequenceSplit(long cut) => Cut = cut;

    /// <summary>First second since 1970 UTC that is hidden.</summary>
    public long Cut { get; init; }

    /// <summary>The latest moment that hides at least a share of the events.</summary>
    /// <param name="data">Sequences with times.</param>
    /// <param name="testShare">Share of the events, in (0, 1).</param>
    /// <exception cref="MusicRecException">The events have no times.</exception>
    public static TemporalSequenceSplit AtShare(EventSequences data, double testShare)
    {
        Require.Fraction(testShare);
        RequireTimes(data);
        if (data.EventCount == 0) return new(0);
        long[] times = [.. Enumerable.Range(0, data.Count).SelectMany(s => data.TimesOf(s).ToArray()).Order()];
        return new(times[times.Length - (int)Math.Ceiling(testShare * times.Length)]);
    }

    /// <inheritdoc/>
    /// <exception cref="MusicRecException">The events have no times.</exception>
    public SequenceSplit Apply(EventSequences data)
    {
        RequireTimes(data);
        var parts = new SequencePieces(data);
        for (int s = 0; s < data.Count; s++)
        {
            int before = 0;
            foreach (long time in data.TimesOf(s))
                if (time < Cut) before++;
            parts.Learn(s, before);
            parts.Ask(s, before);
        }
        return parts.Split(Cut);
    }

    private static void RequireTimes(EventSequences data)
    {
        if (!Require.NotNull(data).HasTimes && data.EventCount > 0)
            throw new MusicRecException("The events have no times; a split in time needs them.");
    }
}
