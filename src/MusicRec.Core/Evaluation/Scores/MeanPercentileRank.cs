namespace MusicRec.Evaluation;

/// <summary>Mean percentile rank of Hu, Koren and Volinsky (2008): sum r_ui rank_ui / sum r_ui over all test entries, rank 0 at the top of the user's
/// list
/// and 1 at its end, ties sharing their places. r is the test weight (plays). Lower is better, 0.5 is chance.
/// A user's value is the mean over its entries; its weight in the overall mean is its sum of r.</summary>
public sealed class MeanPercentileRank : IScoreMetric
{
    /// <inheritdoc/>
    public string Name => "mpr";

    /// <inheritdoc/>
    public double Weight(ReadOnlySpan<float> grades)
    {
        double sum = 0;
        foreach (float grade in grades) sum += Require.NotNegative(grade);
        return sum;
    }

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<float> scores, ReadOnlySpan<int> relevant, ReadOnlySpan<float> grades, ReadOnlySpan<int> excluded)
    {
        Hits.RequireAscending(relevant);
        Require.Length(grades.Length, relevant.Length, nameof(grades));
        var ahead = new double[Require.Positive(relevant.Length)];
        int eligible = ScoreRanks.Count(scores, relevant, excluded, ahead);
        double sum = 0, weight = Weight(grades);
        for (int r = 0; r < ahead.Length; r++) sum += grades[r] * ahead[r] / Math.Max(1, eligible - 1);
        return weight > 0 ? sum / weight : 0.5;
    }
}
