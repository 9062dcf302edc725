namespace MusicRec.Ranking;

/// <summary>One recommendation.</summary>
/// <param name="Item">Item index in the model's <see cref="IRecommender.ItemIds"/>.</param>
/// <param name="Score">The model's score; comparable within one list only.</param>
public readonly record struct RankedItem(int Item, float Score);
