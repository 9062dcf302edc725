namespace MusicRec.Evaluation;

/// <summary>A list metric that can tell a very relevant item from a slightly relevant one.</summary>
public interface IGradedMetric : IMetric
{
    /// <summary>The value of one list.</summary>
    /// <param name="ranked">Distinct item indices, best first.</param>
    /// <param name="relevant">Relevant item indices, strictly ascending.</param>
    /// <param name="grades">Grade of each relevant item, at least 0, same length as <paramref name="relevant"/>.</param>
    double Evaluate(ReadOnlySpan<int> ranked, ReadOnlySpan<int> relevant, ReadOnlySpan<float> grades);
}
