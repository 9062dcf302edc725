namespace MusicRec.Evaluation;

/// <summary>What is relevant after a prefix of a sequence.</summary>
public enum SequenceProtocol
{
    /// <summary>The next event alone. Hit rate at k is what session-based papers call P@k.</summary>
    NextItem,

    /// <summary>All different items of the rest of the sequence.</summary>
    RemainingItems,
}
