namespace MusicRec.Audio;

/// <summary>A tempo that a piece may have.</summary>
/// <param name="BeatsPerMinute">The tempo.</param>
/// <param name="Weight">Its share of belief among all candidates, in [0, 1]; the candidates' weights add up to 1.</param>
public readonly record struct TempoCandidate(double BeatsPerMinute, double Weight);
