namespace MusicRec.Ranking;

/// <summary>A model that can say how similar items are to an item.</summary>
public interface ISimilarItems
{
    /// <summary>Similarity of every item to each of some items.</summary>
    /// <param name="items">Item indices, shape [n].</param>
    /// <param name="scores">Filled with similarities, shape [n, items], row-major; the item itself is included.</param>
    void ScoreSimilar(ReadOnlySpan<int> items, Span<float> scores);
}
