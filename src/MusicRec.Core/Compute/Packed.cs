using System.Buffers;

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
    public static void EventsBefore(ReadOnlySpan<int> offsets, Span<int> before)
    {
        for (int e = 0; e < before.Length; e++) before[e] = e - 1;
        foreach (int first in offsets)
            if (first < before.Length) before[first] = -1;
    }

    /// <summary>The first events of the sequences, the longest sequence first, and how many sequences have an event at place t, for every place
    /// of the longest. Its arrays are of the pool, and longer than what counts.</summary>
    internal readonly struct LongestFirst : IDisposable
    {
        private readonly int[] _lengths; // negative, to sort by falling length

        public LongestFirst(ReadOnlySpan<int> offsets)
        {
            int count = offsets.Length - 1;
            (Firsts, _lengths) = (ArrayPool<int>.Shared.Rent(count), ArrayPool<int>.Shared.Rent(count));
            for (int s = 0; s < count; s++) (Firsts[s], _lengths[s]) = (offsets[s], offsets[s] - offsets[s + 1]);
            Array.Sort(_lengths, Firsts, 0, count);
            Places = -_lengths[0];
            Active = ArrayPool<int>.Shared.Rent(Places);
            Active.AsSpan(0, Places).Clear();
            for (int s = 0; s < count; s++)
                if (_lengths[s] < 0) Active[-_lengths[s] - 1]++;
            for (int t = Places - 2; t >= 0; t--) Active[t] += Active[t + 1];
        }

        public int[] Firsts { get; }

        public int[] Active { get; }

        public int Places { get; }

        public void Dispose()
        {
            ArrayPool<int>.Shared.Return(Firsts);
            ArrayPool<int>.Shared.Return(Active);
            ArrayPool<int>.Shared.Return(_lengths);
        }
    }
}
