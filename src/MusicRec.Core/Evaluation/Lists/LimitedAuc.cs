namespace MusicRec.Evaluation;

/// <summary>Area under the ROC curve known from the first k ranks only: below rank k the remaining relevant items are taken to be spread evenly.
/// With h(j) the hits above miss j, H all hits, M the misses within k, N the negatives:
/// (sum_j h(j) + (H + R) / 2 (N - M)) / (R N). The definition of the Python library implicit.</summary>
public sealed class LimitedAuc : CutoffMetric
{
    private readonly int _items;

    /// <summary>Takes the size of the catalogue.</summary>
    /// <param name="cutoff">k, 1 or more.</param>
    /// <param name="items">Number of items; all that are not relevant count as negatives.</param>
    public LimitedAuc(int cutoff, int items) : base(cutoff) => _items = Require.Positive(items);

    /// <inheritdoc/>
    public override string Name => Label("auc");

    private protected override double OfTop(ReadOnlySpan<int> top, ReadOnlySpan<int> relevant)
    {
        double negatives = _items - relevant.Length, area = 0;
        if (relevant.IsEmpty || negatives <= 0) return 0;
        int hits = 0, misses = 0;
        foreach (int item in top)
        {
            if (Hits.Is(item, relevant)) hits++;
            else
            {
                misses++;
                area += hits;
            }
        }
        return (area + (hits + relevant.Length) / 2.0 * (negatives - misses)) / (relevant.Length * negatives);
    }
}
