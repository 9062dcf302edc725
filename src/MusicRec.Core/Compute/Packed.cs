namespace MusicRec.Compute;

/// <summary>Sequences laid end to end: sequence s holds events offsets[s] .. offsets[s + 1] - 1.</summary>
internal static class Packed
{
    /// <summary>The length of the longest sequence.</summary>
    /// <exception cref="ArgumentException">The offsets do not describe the events.</exception>
    public static int Check(ReadOnlySpan<int> offsets, int events)
    {
        if (offsets.Length < 2 || offsets[0] != 0 || offsets[^1] != events)
            throw new ArgumentException($"offsets must go from 0 to {events}, the number of events.", nameof(offsets));
        int longest = 0;
        for (int r = 1; r < offsets.Length; r++) longest = Math.Max(longest, Require.NotNegative(offsets[r] - offsets[r - 1], nameof(offsets)));
        return longest;
    }

    /// <summary>The event before each in its sequence, -1 for a first one.</summary>
    public static int[] EventsBefore(ReadOnlySpan<int> offsets)
    {
        var before = new int[offsets[^1]];
        for (int e = 0; e < before.Length; e++) before[e] = e - 1;
        foreach (int first in offsets)
            if (first < before.Length) before[first] = -1;
        return before;
    }

    /// <summary>The first events of the sequences that have any, the longest sequence first.</summary>
    /// <param name="offsets">Where sequences begin and end.</param>
    /// <param name="active">How many sequences have an event at place t, for every place of the longest.</param>
    public static int[] LongestFirst(ReadOnlySpan<int> offsets, out int[] active)
    {
        var (firsts, lengths) = (new int[offsets.Length - 1], new int[offsets.Length - 1]);
        for (int s = 0; s < firsts.Length; s++) (firsts[s], lengths[s]) = (offsets[s], offsets[s] - offsets[s + 1]);
        Array.Sort(lengths, firsts, Comparer<int>.Default);
        active = new int[lengths.Length == 0 ? 0 : -lengths[0]];
        foreach (int length in lengths)
            if (length < 0) active[-length - 1]++;
        for (int t = active.Length - 2; t >= 0; t--) active[t] += active[t + 1];
        return firsts;
    }
}
