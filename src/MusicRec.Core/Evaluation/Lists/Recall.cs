namespace MusicRec.Evaluation;

/// <summary>Recall at k: hits / R, or hits / min(k, R) so that a perfect list reaches 1 (also called calibrated recall).</summary>
/// <param name="cutoff">k, 1 or more.</param>
public sealed class Recall(int cutoff) : CutoffMetric(cutoff)
{
    /// <summary>What hits are divided by: R (default) or min(k, R).</summary>
    public IdealLength Ideal
    {
        get;
        init => field = Require.Defined(value) != IdealLength.Hits ? value
            : throw new ArgumentOutOfRangeException(
                nameof(value), value, "Recall divided by its own hits is always 1; choose Relevant or AtMostCutoff.");
    } = IdealLength.Relevant;

    /// <inheritdoc/>
    public override string Name => Label("recall", Ideal == IdealLength.Relevant ? null : "atmostcutoff");

    private protected override double OfTop(ReadOnlySpan<int> top, ReadOnlySpan<int> relevant) =>
        relevant.IsEmpty ? 0 : Hits.Count(top, relevant) / (double)IdealItems(Ideal, relevant.Length, hits: 0);
}
