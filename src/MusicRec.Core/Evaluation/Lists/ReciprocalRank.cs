namespace MusicRec.Evaluation;

/// <summary>Reciprocal rank at k: 1 / rank of the first hit, 0 where there is none within k. Its mean over users is MRR.</summary>
/// <param name="cutoff">k, 1 or more.</param>
public sealed class ReciprocalRank(int cutoff) : CutoffMetric(cutoff)
{
    /// <inheritdoc/>
    public override string Name => Label("mrr");

    private protected override double OfTop(ReadOnlySpan<int> top, ReadOnlySpan<int> relevant) =>
        Hits.FirstRank(top, relevant) is var rank and > 0 ? 1.0 / rank : 0;
}
