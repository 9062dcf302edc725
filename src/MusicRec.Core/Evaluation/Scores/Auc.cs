namespace MusicRec.Evaluation;

/// <summary>Area under the ROC curve over all eligible items: the chance that a relevant item scores above another one, ties counting 1/2.
/// 0.5 is chance; also 0.5 where every eligible item is relevant.</summary>
public sealed class Auc : IScoreMetric
{
    /// <inheritdoc/>
    public string Name => "auc";

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<float> scores, ReadOnlySpan<int> relevant, ReadOnlySpan<float> grades, ReadOnlySpan<int> excluded)
    {
        Hits.RequireAscending(relevant);
        var ahead = new double[Require.Positive(relevant.Length)];
        double positives = relevant.Length, negatives = ScoreRanks.Count(scores, relevant, excluded, ahead) - positives;
        double misordered = ahead.Sum() - positives * (positives - 1) / 2; // pairs of two relevant items are counted once, whatever their order
        return negatives > 0 ? 1 - misordered / (positives * negatives) : 0.5;
    }
}
