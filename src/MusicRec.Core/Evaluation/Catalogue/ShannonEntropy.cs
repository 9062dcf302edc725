namespace MusicRec.Evaluation;

/// <summary>Entropy of the recommended items, in nats: -sum_i p_i ln p_i, p_i the item's share of all list places. Higher is more even.</summary>
/// <param name="cutoff">Ranks of each list that are counted, 1 or more.</param>
public sealed class ShannonEntropy(int cutoff) : ICatalogueMetric
{
    /// <inheritdoc/>
    public string Name => $"entropy@{Cutoff}";

    /// <inheritdoc/>
    public int Cutoff { get; } = Require.Positive(cutoff);

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<long> counts)
    {
        double total = 0, sum = 0;
        foreach (long count in counts) total += count;
        foreach (long count in counts)
        {
            if (count > 0) sum -= count / total * Math.Log(count / total);
        }
        return sum;
    }
}
