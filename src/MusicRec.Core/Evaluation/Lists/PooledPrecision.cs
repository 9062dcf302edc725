namespace MusicRec.Evaluation;

/// <summary>Hits of all users over the hits that were possible: sum_u hits_u / sum_u min(k, R_u). A user's value is hits / min(k, R), its weight
/// min(k, R).
/// This is what the Python library implicit calls precision.</summary>
/// <param name="cutoff">k, 1 or more.</param>
public sealed class PooledPrecision(int cutoff) : CutoffMetric(cutoff)
{
    /// <inheritdoc/>
    public override string Name => Label("precision", "pooled");

    /// <inheritdoc/>
    public override double Weight(int relevant) => Math.Min(Cutoff, relevant);

    private protected override double OfTop(ReadOnlySpan<int> top, ReadOnlySpan<int> relevant) =>
        relevant.IsEmpty ? 0 : Hits.Count(top, relevant) / (double)Math.Min(Cutoff, relevant.Length);
}
