namespace MusicRec.Evaluation;

/// <summary>Average precision at k: sum over hits within k of (precision at the hit's rank), divided by <see cref="Ideal"/>. Its mean over users is
/// MAP.</summary>
/// <param name="cutoff">k, 1 or more.</param>
public sealed class AveragePrecision(int cutoff) : CutoffMetric(cutoff)
{
    /// <summary>The divisor: min(k, R) (default), R (trec_eval) or the number of hits.</summary>
    public IdealLength Ideal { get; init => field = Require.Defined(value); }

    /// <inheritdoc/>
    public override string Name => Label("map", Variant(Ideal));

    private protected override double OfTop(ReadOnlySpan<int> top, ReadOnlySpan<int> relevant)
    {
        int hits = 0;
        double sum = 0;
        for (int i = 0; i < top.Length; i++)
        {
            if (Hits.Is(top[i], relevant)) sum += ++hits / (double)(i + 1);
        }
        return hits == 0 ? 0 : sum / IdealItems(Ideal, relevant.Length, hits);
    }
}
