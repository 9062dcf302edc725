using MusicRec.Benchmarks.Ledger;
using MusicRec.Data;
using MusicRec.Numerics;

namespace MusicRec.Benchmarks;

/// <summary>Construction of the sparse matrix from parsed triples.</summary>
internal static class InteractionsCases
{
    private const int Users = 100_000, Items = 40_000, Triples = 4_000_000;

    public static IEnumerable<LedgerCase> All() => [new("interactions/from-triples", "triples/cpu-s", Construct) { Bar = 10e6 }];

    private static Measurement Construct(LedgerContext context)
    {
        var random = new CounterRandom(1, 4);
        var (users, items, weights) = (new int[Triples], new int[Triples], new float[Triples]);
        for (int e = 0; e < Triples; e++)
            (users[e], items[e], weights[e]) = (random.Below(2 * (ulong)e, Users), random.Below(2 * (ulong)e + 1, Items), 1);
        var (userIds, itemIds) = (IdMap.Sequential(Users), IdMap.Sequential(Items));
        return new Measurement(Triples / Timing.Processor(5, () => Interactions.FromTriples(users, items, weights, userIds, itemIds)));
    }
}
