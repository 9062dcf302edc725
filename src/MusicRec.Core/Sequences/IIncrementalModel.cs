namespace MusicRec.Sequences;

/// <summary>A sequence model that remembers a history as a state of fixed length: one more play needs the state alone, never the plays before.
/// A state of zeros is the empty history.</summary>
public interface IIncrementalModel : ISequenceModel
{
    /// <summary>Floats of a state.</summary>
    int StateLength { get; }

    /// <summary>Takes one more play into each state.</summary>
    /// <param name="items">The items played, shape [n].</param>
    /// <param name="states">States before and, on return, after; shape [n, StateLength].</param>
    void Advance(ReadOnlySpan<int> items, Span<float> states);

    /// <summary>Scores all items as the next ones.</summary>
    /// <param name="states">Shape [n, StateLength].</param>
    /// <param name="scores">Filled with scores, shape [n, ItemIds.Count].</param>
    void ScoreStates(ReadOnlySpan<float> states, Span<float> scores);
}
