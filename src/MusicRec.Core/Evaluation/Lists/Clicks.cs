namespace MusicRec.Evaluation;

/// <summary>Recommended-songs clicks of the RecSys Challenge 2018: how often a listener must ask for ten more songs before the first hit,
/// floor((rank - 1) / 10), and k / 10 + 1 (51 at the challenge's k = 500) where no rank within k hits. Lower is better.</summary>
/// <param name="cutoff">k, 1 or more.</param>
public sealed class Clicks(int cutoff = 500) : CutoffMetric(cutoff)
{
    private const int Page = 10;

    /// <inheritdoc/>
    public override string Name => Label("clicks");

    private protected override double OfTop(ReadOnlySpan<int> top, ReadOnlySpan<int> relevant)
    {
        int rank = Hits.FirstRank(top, relevant);
        return rank > 0 ? (rank - 1) / Page : Math.Ceiling(Cutoff / (double)Page) + 1;
    }
}
