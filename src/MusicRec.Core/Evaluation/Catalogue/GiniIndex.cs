namespace MusicRec.Evaluation;

/// <summary>Gini index of how often items are recommended: 0 all alike, towards 1 a few take everything. Never recommended items count.
/// With x ascending: sum_i (2 i - n - 1) x_i / (n sum x), i from 1.</summary>
/// <param name="cutoff">Ranks of each list that are counted, 1 or more.</param>
public sealed class GiniIndex(int cutoff) : ICatalogueMetric
{
    /// <inheritdoc/>
    public string Name => $"gini@{Cutoff}";

    /// <inheritdoc/>
    public int Cutoff { get; } = Require.Positive(cutoff);

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<long> counts)
    {
        long[] sorted = counts.ToArray();
        Array.Sort(sorted);
        double sum = 0, total = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            sum += (2.0 * (i + 1) - sorted.Length - 1) * sorted[i];
            total += sorted[i];
        }
        return total > 0 ? sum / (sorted.Length * total) : 0;
    }
}
