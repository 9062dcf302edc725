using MusicRec.Data;
using MusicRec.Encoders;
using MusicRec.Factorization;
using MusicRec.Pipelines;
using MusicRec.Simulation;

namespace MusicRec.Samples;

/// <summary>Wang, Wang 2014 (a reconstruction): plays as ones and as many drawn zeros; root mean squared errors of known and of new tracks.</summary>
internal sealed class WangSystem : ISimulatedSystem
{
    private const string Coin = "coin: 0 or 1", Half = "constant 0.5", Pmf = "PMF";
    private const string Content = "HLDBN (content)", Hybrid = "HLDBN and PMF";

    public string Name => "wang";

    public IEnumerable<Finding> Run(DemoCatalog world, ulong seed, bool quick)
    {
        var warm = new PerUserSplit { TestShare = 0.2, Seed = seed }.Apply(world.Plays);
        yield return new(Measure("known tracks", "wang-warm", world, warm, null, seed, quick),
            [(Half, Coin), (Content, Half), (Hybrid, Content), (Hybrid, Pmf)], LowerIsBetter: true);
        var cold = new ColdItemSplit { TestShare = 0.2, Seed = seed }.Apply(world.Plays);
        yield return new(Measure("new tracks", "wang-cold", world, cold, Judge.Items(cold.Test), seed, quick), [(Half, Coin), (Content, Half)],
            LowerIsBetter: true);
    }

    private static SystemTable Measure(string title, string protocol, DemoCatalog world, Split split, int[]? among, ulong seed, bool quick)
    {
        var train = BinaryRatings.Draw(split.Train, seed: seed);
        var test = BinaryRatings.Draw(split.Test, Both(split.Train, train), among, seed + 1);
        var (rows, resamples) = (new List<SystemRow>(), quick ? 200 : 1000);
        void Add(string name, Func<Func<int, int, double>> fit)
        {
            var start = Environment.CpuUsage.TotalTime;
            var predict = fit();
            rows.Add(Judge.Rate(name, (Environment.CpuUsage.TotalTime - start).TotalSeconds, test, predict, resamples));
        }

        Wang2014Model? model = null;
        Add(Coin, () => (user, item) => (user * 31 + item * 17) / 3 % 2);
        Add(Half, () => (_, _) => 0.5);
        Add(Pmf, () => new Pmf(new() { Factors = 10, UserRegularization = 5, ItemRegularization = 5 }).Fit(train) is var pmf
            ? (user, item) => pmf.Predict(user, item) : null!);
        Add(Content, () =>
        {
            model = Recipe(quick).Fit(train, new AudioItems(world.ItemIds, world.Render));
            return (user, item) => model.ByContent.Predict(user, item);
        });
        Add(Hybrid, () => (user, item) => model!.Hybrid.Predict(user, item));
        return new($"Wang, Wang 2014 (reconstruction): ratings of {title}", protocol, ["rmse", "rmse of ones", "rmse of zeros"], rows,
            [$"{train.Count} training and {test.Count} test ratings, half of them ones; intervals resample users. Lower is better. "
                + "The hybrid is fitted with the model by content; its seconds are counted there."]);
    }

    private static Interactions Both(Interactions plays, Interactions ratings)
    {
        var (users, items) = (new List<int>(), new List<int>());
        foreach (var part in new[] { plays, ratings })
        {
            for (int user = 0; user < part.Users; user++)
            {
                foreach (int item in part.ItemsOf(user))
                {
                    users.Add(user);
                    items.Add(item);
                }
            }
        }
        return Interactions.FromTriples(users.ToArray(), items.ToArray(), [], plays.UserIds, plays.ItemIds);
    }

    private static Wang2014 Recipe(bool quick) => new(new()
    {
        Components = quick ? 20 : 100,
        Layers = quick ? [20] : [100, 100],
        Pretraining = new() { Epochs = quick ? 2 : 20 },
        Training = new() { Epochs = quick ? 1 : 10, BatchSize = 100 },
        Users = new() { Factors = 10, UserRegularization = 5, FactorRegularization = 5, Sweeps = quick ? 2 : 10 },
    });
}
