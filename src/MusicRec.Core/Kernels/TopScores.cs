using System.Numerics;
using System.Runtime.CompilerServices;

namespace MusicRec.Kernels;

/// <summary>Offers a row of scores to a <see cref="TopList"/>: a register of scores is compared with the list's threshold at once,
/// and only the few that pass are looked at one by one.</summary>
internal static unsafe class TopScores
{
    /// <param name="scores">Score of item 0, 1, ...; NaN and negative infinity never enter a list.</param>
    /// <param name="eligible">One bit an item, set where it may be kept; empty allows all.</param>
    /// <param name="list">A started list.</param>
    public static void Scan(ReadOnlySpan<float> scores, ReadOnlySpan<ulong> eligible, TopList list)
    {
        if (!eligible.IsEmpty) Require.Length(eligible.Length, (scores.Length + 63L) / 64, nameof(eligible));
        fixed (float* s = scores)
        {
            switch (Simd.Width)
            {
                case 512: Wide<Simd512>(s, scores.Length, eligible, list); break;
                case 256: Wide<Simd256>(s, scores.Length, eligible, list); break;
                default: Wide<Simd128>(s, scores.Length, eligible, list); break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Wide<V>(float* scores, int count, ReadOnlySpan<ulong> eligible, TopList list) where V : unmanaged, ISimd<V>
    {
        int w = V.Count, item = 0;
        var threshold = V.Broadcast(list.Threshold);
        for (; item <= count - w; item += w)
        {
            uint hits = V.GreaterThan(V.Load(scores + item), threshold);
            if (hits == 0) continue;
            if (!eligible.IsEmpty) hits &= (uint)(eligible[item >> 6] >> (item & 63)); // w divides 64: a register never straddles two words
            if (hits != 0) threshold = V.Broadcast(Offer(list, hits, scores, item));
        }
        uint rest = 0;
        for (int i = item; i < count; i++)
            if (scores[i] > list.Threshold) rest |= 1u << (i - item);
        if (!eligible.IsEmpty && rest != 0) rest &= (uint)(eligible[item >> 6] >> (item & 63));
        Offer(list, rest, scores, item);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float Offer(TopList list, uint hits, float* scores, int first)
    {
        for (; hits != 0; hits &= hits - 1)
        {
            int item = first + BitOperations.TrailingZeroCount(hits);
            if (scores[item] > list.Threshold) list.Offer(scores[item], item);
        }
        return list.Threshold;
    }
}
