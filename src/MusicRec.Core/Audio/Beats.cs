namespace MusicRec.Audio;

/// <summary>The beats of a piece.</summary>
/// <param name="Tempo">Beats per minute.</param>
/// <param name="Frames">Frames of the beats, ascending; a frame's time is frame x hop / sample rate.</param>
public sealed record Beats(double Tempo, IReadOnlyList<int> Frames);
