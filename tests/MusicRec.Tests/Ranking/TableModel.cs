using MusicRec.Data;
using MusicRec.Ranking;

namespace MusicRec.Tests.Ranking;

/// <summary>A recommender whose scores are a table, with many ties. A new user's score of an item is the item's index times the user's total
/// weight.</summary>
internal sealed class TableModel(float[][] scores) : IRecommender, IFoldIn, ISimilarItems
{
    public TableModel(int users, int items, int seed) : this(
        [.. Enumerable.Range(0, users).Select(u => Draw.Floats(items, seed + u).Select(x => MathF.Round(4 * x)).ToArray())])
    {
    }

    public IdMap UserIds { get; } = new(Enumerable.Range(0, scores.Length).Select(u => $"listener {u}"));

    public IdMap ItemIds { get; } = new(Enumerable.Range(0, scores[0].Length).Select(i => $"song {i}"));

    public void Score(ReadOnlySpan<int> users, Span<float> into)
    {
        for (int q = 0; q < users.Length; q++) scores[users[q]].CopyTo(into[(q * ItemIds.Count)..]);
    }

    public void ScoreHistories(Interactions histories, ReadOnlySpan<int> rows, Span<float> into)
    {
        for (int q = 0; q < rows.Length; q++)
        {
            float total = histories.WeightsOf(rows[q]).ToArray().Sum();
            for (int i = 0; i < ItemIds.Count; i++) into[q * ItemIds.Count + i] = i * total;
        }
    }

    /// <summary>Minus the distance of the indices.</summary>
    public void ScoreSimilar(ReadOnlySpan<int> items, Span<float> into)
    {
        for (int q = 0; q < items.Length; q++)
            for (int i = 0; i < ItemIds.Count; i++) into[q * ItemIds.Count + i] = -Math.Abs(i - items[q]);
    }
}
