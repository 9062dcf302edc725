namespace MusicRec.Evaluation;

/// <summary>Harmonic mean of precision at k and recall at k (over R): 2 hits / (k + R).</summary>
/// <param name="cutoff">k, 1 or more.</param>
public sealed class F1(int cutoff) : CutoffMetric(cutoff)
{
    /// <inheritdoc/>
    public override string Name => Label("f1");

    private protected override double OfTop(ReadOnlySpan<int> top, ReadOnlySpan<int> relevant)
    {
        int k = Cutoff == int.MaxValue ? top.Length : Cutoff;
        return relevant.IsEmpty ? 0 : 2.0 * Hits.Count(top, relevant) / ((double)k + relevant.Length);
    }
}
