using MusicRec.Encoders;

namespace MusicRec.Pipelines;

/// <summary>Frames of a catalogue, with what made them.</summary>
/// <param name="Frames">One entry an item.</param>
/// <param name="FrontEnd">Stored with encoders that are fitted to these frames.</param>
public sealed record HeardItems(ItemFrames Frames, AudioFrontEnd FrontEnd);
