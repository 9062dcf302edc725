namespace MusicRec.Evaluation;

/// <summary>Where the relevant items stand among all eligible ones, without sorting them: O(items log R).</summary>
internal static class ScoreRanks
{
    /// <summary>Fills <paramref name="ahead"/> with the number of eligible items that score above each relevant item, ties counting 1/2.</summary>
    /// <returns>Number of eligible items: all but the excluded ones that are not relevant.</returns>
    public static int Count(ReadOnlySpan<float> scores, ReadOnlySpan<int> relevant, ReadOnlySpan<int> excluded, Span<double> ahead)
    {
        var levels = new float[relevant.Length];
        for (int r = 0; r < levels.Length; r++) levels[r] = scores[relevant[r]];
        Array.Sort(levels);
        levels = [.. levels.Distinct()];
        var (equal, below) = (new int[levels.Length], new int[levels.Length + 1]); // below[j]: levels[j - 1] < score < levels[j]
        int eligible = 0, next = 0;
        for (int item = 0; item < scores.Length; item++)
        {
            while (next < excluded.Length && excluded[next] < item) next++;
            if (next < excluded.Length && excluded[next] == item && !Hits.Is(item, relevant)) continue;
            eligible++;
            int at = Array.BinarySearch(levels, scores[item]);
            if (at >= 0) equal[at]++;
            else below[~at]++;
        }
        var above = new double[levels.Length];
        double sum = 0;
        for (int j = levels.Length - 1; j >= 0; j--)
        {
            sum += below[j + 1];
            above[j] = sum + (equal[j] - 1) / 2.0;
            sum += equal[j];
        }
        for (int r = 0; r < relevant.Length; r++) ahead[r] = above[Array.BinarySearch(levels, scores[relevant[r]])];
        return eligible;
    }
}
