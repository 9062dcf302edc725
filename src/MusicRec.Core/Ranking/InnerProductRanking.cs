using System.Runtime.CompilerServices;
using MusicRec.Kernels;
using MusicRec.Numerics;

namespace MusicRec.Ranking;

/// <summary>Ranking for models whose score is an inner product: scores and selection in one pass, exact, scores never written down.
/// A model's item vectors are rearranged on the first call and kept as long as the model lives: as many bytes again as its item factors.</summary>
internal static unsafe class InnerProductRanking
{
    private const int LeastPanels = 1024; // a part of the catalogue smaller than this does not pay for its merge

    private static readonly ConditionalWeakTable<Matrix, ItemPanels> Packed = [];

    /// <summary>The lists of some users; the caller has checked users and options.</summary>
    public static Rankings Recommend(IInnerProductModel model, int[] users, RankingOptions options, CancellationToken cancel)
    {
        var items = Packed.GetValue(model.ItemFactors, static m => new ItemPanels(m.Pointer, m.Stride, m.Rows, m.Columns));
        ulong[] eligible = options.EligibleBits(items.Count);
        int width = Math.Min(options.K, items.Count), threads = WorkerTeam.Threads(options.Threads);
        // Few users: the catalogue is cut into parts too, so that every thread has work. The result does not depend on the cut.
        int block = Math.Clamp((users.Length + threads - 1) / threads, 14, TopInnerProducts.FullBlock), blocks = Count(users.Length, block);
        int parts = Math.Clamp(Math.Min(threads / Math.Max(blocks, 1), items.Panels / LeastPanels), 1, 64), panels = Count(items.Panels, parts);
        var (best, counts) = (new RankedItem[(long)users.Length * parts * width], new int[users.Length * parts]);
        WorkerTeam.Shared.Run(blocks * parts, threads, (chunk, _) =>
        {
            int first = chunk / parts * block, part = chunk % parts;
            var slice = users.AsSpan(first, Math.Min(block, users.Length - first));
            var range = Math.Min(part * panels, items.Panels)..Math.Min((part + 1) * panels, items.Panels);
            Block(model.UserFactors, slice, items, range, eligible, options, width, (u, list, count) =>
            {
                int at = (first + u) * parts + part;
                counts[at] = count;
                list.AsSpan(0, count).CopyTo(best.AsSpan(at * width, width));
            });
        }, cancel);
        return parts == 1 ? new Rankings(best, counts, width) : Merge(best, counts, users.Length, parts, width);
    }

    private static void Block(Matrix factors, ReadOnlySpan<int> users,
        ItemPanels items, Range panels, ulong[] eligible, RankingOptions options, int width,
        Action<int, RankedItem[], int> take)
    {
        var (queries, lists) = (new float[users.Length * items.Length], new TopList[users.Length]);
        for (int u = 0; u < users.Length; u++)
        {
            factors[users[u]].CopyTo(queries.AsSpan(u * items.Length));
            lists[u] = new TopList();
            lists[u].Start(width, options.Seen is { } seen ? seen.ItemsOf(users[u]) : []);
        }
        fixed (float* q = queries) TopInnerProducts.Scan(items, panels, eligible, q, lists);
        var (ids, scores, ranked) = (new int[width], new float[width], new RankedItem[width]);
        for (int u = 0; u < users.Length; u++)
        {
            int count = lists[u].Take(ids, scores);
            for (int i = 0; i < count; i++) ranked[i] = new(ids[i], scores[i]);
            take(u, ranked, count);
        }
    }

    // Each part's list is in order, and parts ascend by item: taking the first of the best heads keeps ties in order of items.
    private static Rankings Merge(RankedItem[] best, int[] counts, int users, int parts, int width)
    {
        var (merged, lengths, heads) = (new RankedItem[(long)users * width], new int[users], new int[parts]);
        for (int u = 0; u < users; u++)
        {
            heads.AsSpan().Clear();
            for (int i = 0; i < width; i++)
            {
                int from = -1;
                for (int p = 0; p < parts; p++)
                    if (heads[p] < counts[u * parts + p] && (from < 0 || Head(p).Score > Head(from).Score)) from = p;
                if (from < 0) break;
                merged[u * width + lengths[u]++] = Head(from);
                heads[from]++;
            }

            RankedItem Head(int p) => best[(u * parts + p) * width + heads[p]];
        }
        return new Rankings(merged, lengths, width);
    }

    private static int Count(int length, int block) => (length + block - 1) / block;
}
