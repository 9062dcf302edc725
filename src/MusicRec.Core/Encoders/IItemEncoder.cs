namespace MusicRec.Encoders;

/// <summary>Content to vectors: of items that nobody has played yet, too. Immutable and safe to share between threads.</summary>
public interface IItemEncoder
{
    /// <summary>Length of a vector.</summary>
    int Dimension { get; }

    /// <summary>The vectors of all items of a catalogue.</summary>
    /// <param name="items">Their content.</param>
    /// <param name="cancel">Stops the work.</param>
    EncodedItems Encode(ItemFrames items, CancellationToken cancel = default);
}
