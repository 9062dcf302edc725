namespace MusicRec.Sequences;

/// <summary>A sequence model that remembers a history as a state of fixed length: one more play needs the state alone, never the plays before.
/// A state of zeros is the empty history. A state belongs to the model that made it, or to the same one loaded from its file, on any machine; it
/// may be kept as long as the model, as float32 or as text that gives every float back (format "R"): it holds ordinary numbers, items among them
/// as whole ones, which are exact up to 16,777,216. To other models, and to distances or means, it says nothing.</summary>
public interface IIncrementalModel : ISequenceModel
{
    /// <summary>Floats of a state.</summary>
    int StateLength { get; }

    /// <summary>Events of a history that a state remembers; a longer history scores as its end does. <see cref="int.MaxValue"/> (the default)
    /// where a state forgets nothing that <see cref="ISequenceModel.ScoreNext"/> looks at.</summary>
    int Remembers => int.MaxValue;

    /// <summary>Takes one more play into each state.</summary>
    /// <param name="items">The items played, shape [n].</param>
    /// <param name="states">States before and, on return, after; shape [n, StateLength].</param>
    void Advance(ReadOnlySpan<int> items, Span<float> states);

    /// <summary>Takes one more play into each state, with its time, for models that ask how long ago something was. Others ignore it.</summary>
    /// <param name="items">The items played, shape [n].</param>
    /// <param name="times">When, in seconds since 1970 UTC, shape [n].</param>
    /// <param name="states">States before and, on return, after; shape [n, StateLength].</param>
    void Advance(ReadOnlySpan<int> items, ReadOnlySpan<long> times, Span<float> states)
    {
        Require.Length(times.Length, items.Length, nameof(times));
        Advance(items, states);
    }

    /// <summary>Scores all items as the next ones.</summary>
    /// <param name="states">Shape [n, StateLength].</param>
    /// <param name="scores">Filled with scores, shape [n, ItemIds.Count].</param>
    void ScoreStates(ReadOnlySpan<float> states, Span<float> scores);
}
