namespace MusicRec.Evaluation;

/// <summary>R-precision: hits within the first R ranks / R, R being the number of relevant items.</summary>
public sealed class RPrecision : IMetric
{
    /// <inheritdoc/>
    public string Name => "r-precision";

    /// <inheritdoc/>
    public int Depth(int relevant) => relevant;

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<int> ranked, ReadOnlySpan<int> relevant)
    {
        Hits.RequireAscending(relevant);
        return relevant.IsEmpty ? 0 : Hits.Count(ranked[..Math.Min(ranked.Length, relevant.Length)], relevant) / (double)relevant.Length;
    }
}
