namespace MusicRec.Evaluation;

/// <summary>Which ranks of a list are hits. Relevant items ascend, so membership is a binary search.</summary>
internal static class Hits
{
    public static bool Is(int item, ReadOnlySpan<int> relevant) => relevant.BinarySearch(item) >= 0;

    public static int Count(ReadOnlySpan<int> ranked, ReadOnlySpan<int> relevant)
    {
        int hits = 0;
        foreach (int item in ranked) hits += Is(item, relevant) ? 1 : 0;
        return hits;
    }

    /// <summary>Rank of the first hit, from 1; 0 where there is none.</summary>
    public static int FirstRank(ReadOnlySpan<int> ranked, ReadOnlySpan<int> relevant)
    {
        for (int i = 0; i < ranked.Length; i++)
        {
            if (Is(ranked[i], relevant)) return i + 1;
        }
        return 0;
    }

    public static void RequireAscending(ReadOnlySpan<int> relevant)
    {
        for (int i = 1; i < relevant.Length; i++)
        {
            if (relevant[i] <= relevant[i - 1])
                throw new ArgumentException(
                    $"Relevant item {relevant[i]} follows {relevant[i - 1]}; sort them ascending, without repeats.", nameof(relevant));
        }
    }
}
