using System.Numerics;
using System.Runtime.CompilerServices;

namespace MusicRec.Kernels;

/// <summary>Exact best items by inner product, without ever writing all scores down: a tile of scores is computed in L1, compared with each
/// query's threshold a register at a time, and only the few that pass are looked at one by one.
/// A score is one chain of multiply-adds as in <see cref="Gemm"/>, so it has the bits that <see cref="Gemm"/> would give.</summary>
internal static unsafe class TopInnerProducts
{
    private const int BlockFloats = 32 * 1024; // of panels: 128 KiB stay in L2 while all queries pass over them

    /// <summary>Queries that one call should bring for full speed: item vectors are then read from memory once for all of them.</summary>
    public static int FullBlock => Simd.Width == 512 ? 16 * 14 : 32 * 6;

    /// <summary>Offers the items of some panels to the list of every query.</summary>
    /// <param name="items">The catalogue.</param>
    /// <param name="panels">The panels to scan.</param>
    /// <param name="eligible">One bit an item, set where it may be kept; empty allows all.</param>
    /// <param name="queries">Query vectors, [lists.Length, items.Length] row-major without gaps.</param>
    /// <param name="lists">One list a query; started by the caller, scanned in ascending order of panels.</param>
    public static void Scan(ItemPanels items, Range panels, ReadOnlySpan<ulong> eligible, float* queries, ReadOnlySpan<TopList> lists)
    {
        switch (Simd.Width)
        {
            case 512: Wide<Simd512>(items, panels, eligible, queries, lists); break;
            case 256: Wide<Simd256>(items, panels, eligible, queries, lists); break;
            default: Wide<Simd128>(items, panels, eligible, queries, lists); break;
        }
        GC.KeepAlive(items);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Wide<V>(ItemPanels items, Range panels, ReadOnlySpan<ulong> eligible, float* queries, ReadOnlySpan<TopList> lists)
        where V : unmanaged, ISimd<V>
    {
        var (first, count) = panels.GetOffsetAndLength(items.Panels);
        int block = Math.Max(1, BlockFloats / (items.Length * items.PanelItems)), rowsMost = Gemm.TileRows<V>();
        for (int start = first; start < first + count; start += block)
        {
            int end = Math.Min(start + block, first + count);
            for (int query = 0, left = (lists.Length + rowsMost - 1) / rowsMost; left > 0; left--)
            {
                int rows = (lists.Length - query + left - 1) / left;
                Tiles<V>(items, start, end, eligible, queries + (nint)query * items.Length, lists.Slice(query, rows));
                query += rows;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Tiles<V>(ItemPanels items, int start, int end, ReadOnlySpan<ulong> eligible, float* queries, ReadOnlySpan<TopList> lists)
        where V : unmanaged, ISimd<V>
    {
        int nr = Gemm.PanelColumns<V>(), length = items.Length, depth = Gemm.Depth(length);
        float* tile = stackalloc float[14 * 32], thresholds = stackalloc float[14];
        for (int i = 0; i < lists.Length; i++) thresholds[i] = lists[i].Threshold;
        for (int p = start; p < end; p++)
        {
            uint allowed = Allowed(p * nr, nr, items.Count, eligible);
            if (allowed == 0) continue;
            float* panel = items.Panel(p);
            for (int q = 0; q < length; q += depth)
                MicroKernels.Direct<V>(lists.Length, Math.Min(depth, length - q), queries + q, length, panel + q * nr, nr, tile, nr, add: q > 0);
            for (int i = 0; i < lists.Length; i++)
            {
                float* scores = tile + i * nr;
                var threshold = V.Broadcast(thresholds[i]);
                uint hits = V.GreaterThan(V.Load(scores), threshold) | V.GreaterThan(V.Load(scores + V.Count), threshold) << V.Count;
                if ((hits & allowed) != 0) thresholds[i] = Offer(lists[i], hits & allowed, scores, p * nr);
            }
        }
    }

    // Bit j is set where item first + j exists and is eligible. A panel never straddles two words: its size divides 64.
    private static uint Allowed(int first, int nr, int count, ReadOnlySpan<ulong> eligible)
    {
        uint bits = uint.MaxValue >> (32 - Math.Min(nr, count - first));
        return eligible.IsEmpty ? bits : bits & (uint)(eligible[first >> 6] >> (first & 63));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Offer(TopList list, uint hits, float* scores, int first)
    {
        for (; hits != 0; hits &= hits - 1)
        {
            int j = BitOperations.TrailingZeroCount(hits);
            if (scores[j] > list.Threshold) list.Offer(scores[j], first + j);
        }
        return list.Threshold;
    }
}
