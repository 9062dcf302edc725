namespace MusicRec.Sequences;

/// <summary>The next-item protocol: every proper prefix of every sequence is a history, the event after it its target.
/// A sequence of n events gives n - 1 cases, shortest prefix first. Immutable.</summary>
public sealed class NextItemCases
{
    private readonly int[] _targets;

    private NextItemCases(ItemSequences histories, int[] targets) => (Histories, _targets) = (histories, targets);

    /// <summary>The prefixes, one row a case.</summary>
    public ItemSequences Histories { get; }

    /// <summary>The item that came next, one a case.</summary>
    public ReadOnlySpan<int> Targets => _targets;

    /// <summary>All cases of some sequences.</summary>
    public static NextItemCases Of(ItemSequences sequences)
    {
        Require.NotNull(sequences);
        var (offsets, items, times, targets) = (new List<long> { 0 }, new List<int>(), new List<long>(), new List<int>());
        for (int row = 0; row < sequences.Count; row++)
        {
            var events = sequences[row];
            var clock = sequences.TimesOf(row);
            for (int n = 1; n < events.Length; n++)
            {
                items.AddRange(events[..n]);
                if (sequences.HasTimes) times.AddRange(clock[..n]);
                offsets.Add(items.Count);
                targets.Add(events[n]);
            }
        }
        return new(ItemSequences.Own([.. offsets], [.. items], sequences.ItemIds, sequences.HasTimes ? [.. times] : null), [.. targets]);
    }
}
