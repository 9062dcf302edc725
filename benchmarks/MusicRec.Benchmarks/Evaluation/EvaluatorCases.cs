using MusicRec.Benchmarks.Ledger;
using MusicRec.Data;
using MusicRec.Evaluation;
using MusicRec.Factorization;

namespace MusicRec.Benchmarks;

/// <summary>Evaluating a factor model of the size of Last.fm-2K at five metrics with their intervals.</summary>
internal static class EvaluatorCases
{
    private const int Users = 1877, Items = 17_632, Train = 40, Test = 10;

    public static IEnumerable<LedgerCase> All() =>
        [new("evaluation/lastfm-2k-size/5-metrics", "cpu-s", context => Measure()) { Bar = 0.3, LowerIsBetter = true }];

    private static Measurement Measure()
    {
        var (users, items) = (IdMap.Sequential(Users), IdMap.Sequential(Items));
        var model = new FactorModel(Inputs.Normal(Users, 128, 1), Inputs.Normal(Items, 128, 2), users, items);
        var (train, test) = (Plays(0, Train, users, items), Plays(Train, Test, users, items));
        var evaluator = new Evaluator(new EvaluatorOptions
        {
            Metrics = [new Ndcg(10), new Ndcg(100), new AveragePrecision(10), new Recall(20), new ReciprocalRank(10)],
        });
        return new Measurement(Timing.Processor(5, () => evaluator.Evaluate("factors", model, train, test)));
    }

    // Plays first .. first + count - 1 of every user: distinct items, because 7919 and the number of items share no factor.
    private static Interactions Plays(int first, int count, IdMap users, IdMap items)
    {
        var entries = Enumerable.Range(0, Users * count)
            .Select(e => (User: e / count, Item: (int)((e / count * 31L + (first + e % count) * 7919L) % Items))).ToArray();
        return Interactions.FromTriples([.. entries.Select(e => e.User)], [.. entries.Select(e => e.Item)], [], users, items);
    }
}
