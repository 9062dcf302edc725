namespace MusicRec.Sequences;

/// <summary>The next-item protocol: every proper prefix of every sequence is a history, the event after it its target.
/// A sequence of n events gives n - 1 cases, shortest prefix first. Prefixes share the events of their sequence, so that the cases take memory in
/// proportion to the events, however long a sequence is. Immutable.</summary>
public sealed class NextItemCases
{
    private readonly int[] _targets, _rows;

    private NextItemCases(ItemSequences histories, int[] targets, int[] rows) => (Histories, _targets, _rows) = (histories, targets, rows);

    /// <summary>The prefixes, one row a case.</summary>
    public ItemSequences Histories { get; }

    /// <summary>The item that came next, one a case.</summary>
    public ReadOnlySpan<int> Targets => _targets;

    /// <summary>The sequence that each case is a prefix of.</summary>
    public ReadOnlySpan<int> Rows => _rows;

    /// <summary>All cases of some sequences.</summary>
    public static NextItemCases Of(ItemSequences sequences) => Of(Require.NotNull(sequences), _ => 1);

    /// <summary>Those of prefixes of at least so many events, one or more.</summary>
    internal static NextItemCases Of(ItemSequences sequences, Func<int, int> shortest)
    {
        var (rows, lengths, targets) = (new List<int>(), new List<int>(), new List<int>());
        for (int row = 0; row < sequences.Count; row++)
        {
            var events = sequences[row];
            for (int n = shortest(row); n < events.Length; n++)
            {
                rows.Add(row);
                lengths.Add(n);
                targets.Add(events[n]);
            }
        }
        int[] of = [.. rows];
        return new(sequences.Prefixes(of, lengths.ToArray()), [.. targets], of);
    }
}
