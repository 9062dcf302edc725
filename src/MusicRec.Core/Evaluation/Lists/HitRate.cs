namespace MusicRec.Evaluation;

/// <summary>Hit rate (success) at k: 1 where any of the first k is relevant, else 0.</summary>
/// <param name="cutoff">k, 1 or more.</param>
public sealed class HitRate(int cutoff) : CutoffMetric(cutoff)
{
    /// <inheritdoc/>
    public override string Name => Label("hit");

    private protected override double OfTop(ReadOnlySpan<int> top, ReadOnlySpan<int> relevant) => Hits.FirstRank(top, relevant) > 0 ? 1 : 0;
}
