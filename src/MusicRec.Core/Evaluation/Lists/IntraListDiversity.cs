namespace MusicRec.Evaluation;

/// <summary>Mean distance over all pairs of the first k items (Ziegler et al. 2005, Smyth and McClave 2001); 0 for fewer than two items.</summary>
/// <param name="cutoff">k, 1 or more.</param>
/// <param name="distance">How different two items are.</param>
public sealed class IntraListDiversity(int cutoff, IItemDistance distance) : CutoffMetric(cutoff)
{
    private readonly IItemDistance _distance = Require.NotNull(distance);

    /// <inheritdoc/>
    public override string Name => Label("diversity", _distance.Name);

    private protected override double OfTop(ReadOnlySpan<int> top, ReadOnlySpan<int> relevant)
    {
        double sum = 0;
        for (int i = 0; i < top.Length; i++)
            for (int j = i + 1; j < top.Length; j++)
                sum += _distance.Between(top[i], top[j]);
        return top.Length < 2 ? 0 : sum / (top.Length * (top.Length - 1.0) / 2);
    }
}
