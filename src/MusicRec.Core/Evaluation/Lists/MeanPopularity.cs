namespace MusicRec.Evaluation;

/// <summary>Mean count (plays or listeners) of the first k items: how mainstream a list is.</summary>
public sealed class MeanPopularity : CutoffMetric
{
    private readonly long[] _counts;

    /// <summary>Takes the items' popularity.</summary>
    /// <param name="cutoff">k, 1 or more.</param>
    /// <param name="counts">Count of each item, shape [items].</param>
    public MeanPopularity(int cutoff, ReadOnlySpan<long> counts) : base(cutoff) => _counts = counts.ToArray();

    /// <inheritdoc/>
    public override string Name => Label("popularity");

    private protected override double OfTop(ReadOnlySpan<int> top, ReadOnlySpan<int> relevant)
    {
        double sum = 0;
        foreach (int item in top) sum += _counts[Require.Index(item, _counts.Length)];
        return top.IsEmpty ? 0 : sum / top.Length;
    }
}
