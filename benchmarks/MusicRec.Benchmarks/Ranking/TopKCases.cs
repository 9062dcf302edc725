using MusicRec.Benchmarks.Ledger;
using MusicRec.Data;
using MusicRec.Factorization;
using MusicRec.Numerics;
using MusicRec.Ranking;

namespace MusicRec.Benchmarks;

/// <summary>Exact top-10 of a catalogue of 384,546 items through the public door, seen items left out.</summary>
internal static class TopKCases
{
    private const int Items = 384_546, Users = 448, PlaysPerUser = 48;

    public static IEnumerable<LedgerCase> All() =>
    [
        new("top-10/f50/384546-items", "users/cpu-s", context => Measure(context, 50)) { Bar = 3000 },
        new("top-10/f128/384546-items", "users/cpu-s", context => Measure(context, 128)) { Bar = 1500 },
    ];

    private static Measurement Measure(LedgerContext context, int factors)
    {
        var model = new FactorModel(Inputs.Normal(Users, factors, 1),
            Inputs.Normal(Items, factors, 2), IdMap.Sequential(Users), IdMap.Sequential(Items));
        var options = new RankingOptions { K = 10, Seen = Plays(), Threads = 1 };
        int[] users = [.. Enumerable.Range(0, Users)];
        Ranker.Recommend(model, users.AsSpan(0, 1), options); // item vectors are rearranged once a model
        double rate = Users / Timing.Processor(5, () => Ranker.Recommend(model, users, options));
        return new Measurement(rate) { LimitShare = rate * 2e-9 * Items * factors / context.Machine.PeakGflops };
    }

    private static Interactions Plays()
    {
        var random = new CounterRandom(1, 3);
        var (users, items) = (new int[Users * PlaysPerUser], new int[Users * PlaysPerUser]);
        for (int e = 0; e < users.Length; e++) (users[e], items[e]) = (e / PlaysPerUser, random.Below((ulong)e, Items));
        return Interactions.FromTriples(users, items, [], IdMap.Sequential(Users), IdMap.Sequential(Items));
    }
}
