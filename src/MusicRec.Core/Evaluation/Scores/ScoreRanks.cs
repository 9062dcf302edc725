using System.Numerics;
using System.Runtime.InteropServices;

namespace MusicRec.Evaluation;

/// <summary>Where the relevant items stand among all eligible ones: by counting for a few relevant items, by sorting for many.</summary>
internal static class ScoreRanks
{
    private const int CountedAtMost = 64; // R passes over the scores cost less than sorting them

    /// <summary>Fills <paramref name="ahead"/> with the number of eligible items that score above each relevant item, ties counting 1/2.
    /// NaN and negative infinity stand below every number, alike: they are never ranked.</summary>
    /// <returns>Number of eligible items: all but the excluded ones that are not relevant.</returns>
    public static int Count(ReadOnlySpan<float> scores, ReadOnlySpan<int> relevant, ReadOnlySpan<int> excluded, Span<double> ahead)
    {
        float[] left = Excluded(scores, relevant, excluded);
        float[]? sorted = relevant.Length > CountedAtMost ? scores.ToArray() : null;
        if (sorted is not null) Array.Sort(sorted);
        for (int r = 0; r < relevant.Length; r++)
        {
            bool last = !(scores[relevant[r]] > float.NegativeInfinity);
            float level = last ? float.NegativeInfinity : scores[relevant[r]];
            var (above, atLeast) = sorted is null ? Counted(scores, level) : Searched(sorted, level);
            if (last) atLeast = scores.Length;
            foreach (float score in left)
            {
                above -= score > level ? 1 : 0;
                atLeast -= last || score >= level ? 1 : 0;
            }
            ahead[r] = above + (atLeast - above - 1) / 2.0; // the item ties with itself
        }
        return scores.Length - left.Length;
    }

    private static float[] Excluded(ReadOnlySpan<float> scores, ReadOnlySpan<int> relevant, ReadOnlySpan<int> excluded)
    {
        var left = new List<float>(excluded.Length);
        for (int e = 0; e < excluded.Length; e++)
        {
            bool again = e > 0 && excluded[e] == excluded[e - 1];
            if (!again && !Hits.Is(excluded[e], relevant)) left.Add(scores[excluded[e]]);
        }
        return [.. left];
    }

    private static (int Above, int AtLeast) Counted(ReadOnlySpan<float> scores, float level)
    {
        var registers = MemoryMarshal.Cast<float, Vector<float>>(scores);
        Vector<float> threshold = new(level);
        Vector<int> above = default, atLeast = default; // a true lane is -1
        foreach (var register in registers)
        {
            above -= Vector.GreaterThan(register, threshold);
            atLeast -= Vector.GreaterThanOrEqual(register, threshold);
        }
        var (more, same) = (Vector.Sum(above), Vector.Sum(atLeast));
        foreach (float score in scores[(registers.Length * Vector<float>.Count)..])
        {
            more += score > level ? 1 : 0;
            same += score >= level ? 1 : 0;
        }
        return (more, same);
    }

    private static (int Above, int AtLeast) Searched(float[] sorted, float level) =>
        (sorted.Length - FirstWhere(sorted, score => score > level), sorted.Length - FirstWhere(sorted, score => score >= level));

    private static int FirstWhere(float[] sorted, Predicate<float> holds)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (holds(sorted[middle])) high = middle;
            else low = middle + 1;
        }
        return low;
    }
}
