using MusicRec.Benchmarks.Ledger;
using MusicRec.Kernels;

namespace MusicRec.Benchmarks;

/// <summary>Exact top-100 of 400,000 items by inner product: against OpenBLAS, which only multiplies, and PyTorch, which multiplies and selects. One
/// query is bound by memory: its share of the limit is that of the bandwidth.</summary>
internal static unsafe class TopHundredCases
{
    private const int Items = 400_000, Best = 100, Rounds = 5;

    public static IEnumerable<LedgerCase> All()
    {
        foreach (int factors in new[] { 64, 128 })
        {
            var items = new Lazy<float[]>(() => Inputs.Floats((long)Items * factors, 1));
            foreach (int users in new[] { 1, 14, 112 })
            {
                string name = $"top-100/f{factors}/{users}-users";
                yield return new($"{name}/product", "users/cpu-s", context => BesideProduct(context, items.Value, factors, users))
                { RatioBar = users == 1 ? 2.7 : 1.15 };
                yield return new(name, "users/cpu-s", context => Rates.Measure(context, name, users, Scan(items.Value, factors, users)))
                { RatioBar = users == 1 ? 3.0 : 2.8, PeerName = "torch" };
            }
            yield return new($"top-100/f{factors}/1-user/bandwidth", "GB/cpu-s", _ => Bandwidth(items.Value, factors))
            { ShareBar = 0.85 };
        }
    }

    private static Measurement BesideProduct(LedgerContext context, float[] items, int factors, int users)
    {
        float[] queries = Inputs.Floats(users * factors, 2), scores = context.Peer is null ? [] : Inputs.Floats((long)users * Items, 3);
        var ours = Scan(items, factors, users);
        void Theirs() => context.Peer?.Multiply(users, Items, factors, Inputs.Pointer(queries), factors, false, Inputs.Pointer(items), factors, true,
            Inputs.Pointer(scores), Items);
        var seconds = context.Peer is null ? Timing.InterleavedProcessor(Rounds, ours) : Timing.InterleavedProcessor(Rounds, ours, Theirs);
        return new Measurement(users / seconds[0]) { Peer = context.Peer is null ? null : users / seconds[1] };
    }

    // Beside plain reading of as many bytes, in turns: the bandwidth of a shared machine changes from minute to minute.
    private static Measurement Bandwidth(float[] items, int factors)
    {
        var seconds = Timing.InterleavedProcessor(4 * Rounds, Scan(items, factors, 1), () => Machine.Read(Inputs.Pointer(items), items.Length));
        return new Measurement(4e-9 * items.Length / seconds[0]) { LimitShare = seconds[1] / seconds[0] };
    }

    private static Action Scan(float[] items, int factors, int users)
    {
        var panels = new ItemPanels(Inputs.Pointer(items), factors, Items, factors);
        float[] queries = Inputs.Floats(users * factors, 2), scores = new float[Best];
        var (lists, ids) = (new TopList[users], new int[Best]);
        for (int u = 0; u < users; u++) lists[u] = new TopList();
        return () =>
        {
            foreach (var list in lists) list.Start(Best, []);
            TopInnerProducts.Scan(panels, ..panels.Panels, [], Inputs.Pointer(queries), lists);
            foreach (var list in lists) list.Take(ids, scores);
        };
    }
}
