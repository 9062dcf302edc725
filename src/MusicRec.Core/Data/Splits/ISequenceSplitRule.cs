namespace MusicRec.Data;

/// <summary>A way to cut sequences into what is learned from, what is shown, and what comes next. Order, repeats, times and skips are kept; the same
/// rule on the same data gives the same split.</summary>
public interface ISequenceSplitRule
{
    /// <summary>Cuts the sequences.</summary>
    SequenceSplit Apply(EventSequences data);
}
