namespace MusicRec.Evaluation;

/// <summary>Mean self-information of the first k items, in bits: mean of -log2(count_i / total). Higher means further from the charts.
/// An item without any count is taken to have 1.</summary>
public sealed class Novelty : CutoffMetric
{
    private readonly string _base;
    private readonly double[] _bits;

    private Novelty(int cutoff, ReadOnlySpan<long> counts, double total, string basis) : base(cutoff)
    {
        (_base, _bits) = (basis, new double[counts.Length]);
        for (int i = 0; i < counts.Length; i++) _bits[i] = -Math.Log2(Math.Max(1, Require.NotNegative(counts[i])) / total);
    }

    /// <summary>Share of all interactions (Zhou et al. 2010): total is the sum of the counts.</summary>
    /// <param name="cutoff">k, 1 or more.</param>
    /// <param name="counts">Interactions of each item, shape [items].</param>
    public static Novelty OfInteractions(int cutoff, ReadOnlySpan<long> counts)
    {
        long total = 0;
        foreach (long count in counts) total += count;
        return new(cutoff, counts, Math.Max(1, total), "interactions");
    }

    /// <summary>Share of the users who know the item (Vargas and Castells 2011): total is the number of users.</summary>
    /// <param name="cutoff">k, 1 or more.</param>
    /// <param name="listeners">Users who know each item, shape [items].</param>
    /// <param name="users">Number of users.</param>
    public static Novelty OfListeners(int cutoff, ReadOnlySpan<long> listeners, long users) =>
        new(cutoff, listeners, Require.Positive(users), "listeners");

    /// <inheritdoc/>
    public override string Name => Label("novelty", _base);

    private protected override double OfTop(ReadOnlySpan<int> top, ReadOnlySpan<int> relevant)
    {
        double sum = 0;
        foreach (int item in top) sum += _bits[Require.Index(item, _bits.Length)];
        return top.IsEmpty ? 0 : sum / top.Length;
    }
}
