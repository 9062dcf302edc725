namespace MusicRec.Tests;

/// <summary>
/// Bytes that the calling thread allocates while <c>round</c> runs: the least of several rounds. A collection that another thread starts
/// retires this thread's allocation buffer and counts its unused rest (up to 8 KiB) as allocated; what the code itself allocates shows in
/// every round.
/// </summary>
internal static class Allocated
{
    public static long InQuietestRound(Action round, int rounds = 10)
    {
        long least = long.MaxValue;
        for (int i = 0; i < rounds && least > 0; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            round();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }
}
