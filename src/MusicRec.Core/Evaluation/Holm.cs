namespace MusicRec.Evaluation;

/// <summary>Holm's step-down correction (1979) for testing many hypotheses at once; controls the chance of any false discovery.</summary>
public static class Holm
{
    /// <summary>Adjusted p-values: with p ascending, adjusted_i = max_{j &lt;= i} min(1, (m - j + 1) p_j), j from 1.</summary>
    /// <param name="pValues">p-values in [0, 1], in any order.</param>
    /// <returns>Adjusted p-values in the same order; compare them with the level directly.</returns>
    public static double[] Adjust(ReadOnlySpan<double> pValues)
    {
        double[] sorted = pValues.ToArray(), adjusted = new double[pValues.Length];
        int[] order = [.. Enumerable.Range(0, sorted.Length)];
        Array.Sort(sorted, order);
        double highest = 0;
        for (int j = 0; j < sorted.Length; j++)
        {
            highest = Math.Max(highest, Math.Min(1, (sorted.Length - j) * Require.Between(sorted[j], 0, 1, nameof(pValues))));
            adjusted[order[j]] = highest;
        }
        return adjusted;
    }
}
