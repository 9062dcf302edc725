namespace MusicRec.Data;

/// <summary>Sequences to learn from, and others with what is shown of them and what came then. All parts share their items. Made by an
/// <see cref="ISequenceSplitRule"/>. Immutable.</summary>
public sealed class SequenceSplit
{
    private const int Listed = 5;
    private readonly bool _whole; // the tested sequences have no event in training

    internal SequenceSplit(EventSequences data, List<(int, int, int, string)> train, List<(int, int, int, string)> shown,
        List<(int, int, int, string)> hidden, long? cut = null, bool whole = false) =>
        (Train, Shown, Hidden, Cut, _whole) = (data.Pieces(train), data.Pieces(shown), data.Pieces(hidden), cut, whole);

    /// <summary>Sequences to learn from; none is empty.</summary>
    public EventSequences Train { get; }

    /// <summary>What a model may see of each tested sequence, one row each; a row may be empty.</summary>
    public EventSequences Shown { get; }

    /// <summary>What came then, in the rows of <see cref="Shown"/>, at least one event each.</summary>
    public EventSequences Hidden { get; }

    /// <summary>Where the cut was one in time: the first second since 1970 UTC that is not in training; else null.</summary>
    public long? Cut { get; }

    /// <summary>Checks what the rule promises: after a cut in time no event in training, before it none that is hidden; no event in training of
    /// sequences that were held out whole.</summary>
    /// <exception cref="MusicRecException">The split leaks; the first five sequences are named.</exception>
    public void Verify()
    {
        if (Cut is { } cut)
        {
            Refuse(Train, s => Train.TimesOf(s).ToArray().Any(time => time >= cut), "train on events that are not before the cut");
            Refuse(Hidden, s => Hidden.TimesOf(s).ToArray().Any(time => time < cut), "hide events from before the cut");
        }
        if (_whole) Refuse(Hidden, s => Train.Ids.TryGetIndex(Hidden.Ids[s], out _), "are held out and in training");
    }

    private static void Refuse(EventSequences rows, Func<int, bool> leaks, string what)
    {
        int[] found = [.. Enumerable.Range(0, rows.Count).Where(leaks)];
        if (found.Length == 0) return;
        throw new MusicRecException(
            $"The split leaks: {found.Length} sequences {what}: {string.Join(", ", found.Take(Listed).Select(s => $"'{rows.Ids[s]}'"))}.");
    }
}
