namespace MusicRec.Evaluation;

/// <summary>Share of the catalogue that appears in at least one list.</summary>
/// <param name="cutoff">Ranks of each list that are counted, 1 or more.</param>
public sealed class CatalogueCoverage(int cutoff) : ICatalogueMetric
{
    /// <inheritdoc/>
    public string Name => $"coverage@{Cutoff}";

    /// <inheritdoc/>
    public int Cutoff { get; } = Require.Positive(cutoff);

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<long> counts)
    {
        int used = 0;
        foreach (long count in counts) used += count > 0 ? 1 : 0;
        return counts.IsEmpty ? 0 : used / (double)counts.Length;
    }
}
