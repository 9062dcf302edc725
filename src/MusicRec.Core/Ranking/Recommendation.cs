namespace MusicRec.Ranking;

/// <summary>One recommendation by external id.</summary>
/// <param name="Id">The item's id, as the data named it.</param>
/// <param name="Score">The model's score; comparable within one list only.</param>
public readonly record struct Recommendation(string Id, float Score);
