namespace MusicRec.Evaluation;

/// <summary>Precision at k: hits / k. A list shorter than k is still divided by k.</summary>
/// <param name="cutoff">k, 1 or more.</param>
public sealed class Precision(int cutoff) : CutoffMetric(cutoff)
{
    /// <inheritdoc/>
    public override string Name => Label("precision");

    private protected override double OfTop(ReadOnlySpan<int> top, ReadOnlySpan<int> relevant) =>
        Hits.Count(top, relevant) / (double)(Cutoff == int.MaxValue ? Math.Max(top.Length, 1) : Cutoff);
}
