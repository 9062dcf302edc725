namespace MusicRec.Encoders;

/// <summary>An item whose sound could not be used.</summary>
/// <param name="Item">Its index.</param>
/// <param name="Reason">Why.</param>
public sealed record MissingSound(int Item, string Reason);
