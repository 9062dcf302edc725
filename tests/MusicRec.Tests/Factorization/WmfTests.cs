using System.Security.Cryptography;
using MusicRec.Data;
using MusicRec.Factorization;

namespace MusicRec.Tests.Factorization;

public class WmfTests
{
    private static readonly WmfOptions Small = new() { Factors = 12, Sweeps = 3, Lambda = 2 };

    [Theory]
    [InlineData(WmfSolver.Cholesky), InlineData(WmfSolver.ConjugateGradient), InlineData(WmfSolver.BlockCoordinate)]
    public void Any_number_of_threads_gives_the_same_bits(WmfSolver solver)
    {
        var data = Plays(users: 300, items: 9000, perUser: 25);
        string[] hashes = [.. new[] { 1, 2, 7 }
            .Select(threads => Hash(new Wmf(Small with { Solver = solver, Threads = threads, BlockSize = 5 }).Fit(data)))];
        Assert.Single(hashes.Distinct());
        Assert.NotEqual(hashes[0], Hash(new Wmf(Small with { Solver = solver, BlockSize = 5, Seed = 2 }).Fit(data)));
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(7), InlineData(17), InlineData(31), InlineData(33), InlineData(64), InlineData(65), InlineData(130)]
    public void The_three_solvers_meet_at_any_number_of_factors(int factors)
    {
        var data = Plays(users: 150, items: 60, perUser: 12);
        var options = new WmfOptions { Factors = factors, Sweeps = 1, Lambda = 4, RefineUsers = false, Confidence = WmfConfidence.Linear };
        var exact = new Wmf(options with { Solver = WmfSolver.Cholesky }).Fit(data);
        var steps = new Wmf(options with { Solver = WmfSolver.ConjugateGradient, ConjugateGradientSteps = 3 * factors + 20 }).Fit(data);
        var block = new Wmf(options with { Solver = WmfSolver.BlockCoordinate, BlockSize = factors }).Fit(data);
        Close(exact, steps, 2e-3f);
        Close(exact, block, 2e-3f);
    }

    [Fact]
    public void The_largest_number_of_factors_is_fitted()
    {
        var data = Plays(users: 3, items: 2, perUser: 2);
        var options = new WmfOptions { Factors = 2048, Sweeps = 1, Lambda = 1, ReportLoss = true, RefineUsers = false };
        foreach (var solver in Enum.GetValues<WmfSolver>())
        {
            double loss = double.NaN;
            new Wmf(options with { Solver = solver }).Fit(data, new Watch(step => loss = step.Loss));
            Assert.InRange(loss, 0, 3 * 2 * 10);
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => options with { Factors = 2049 });
    }

    [Theory]
    [InlineData(WmfSolver.Cholesky), InlineData(WmfSolver.ConjugateGradient), InlineData(WmfSolver.BlockCoordinate)]
    public void Rows_without_plays_are_exactly_zero_even_from_a_warm_start(WmfSolver solver)
    {
        var full = Plays(users: 30, items: 20, perUser: 5);
        var start = new Wmf(Small).Fit(full);
        var data = Interactions.FromTriples([0, 0, 1], [3, 4, 4], [1, 2, -1], full.UserIds, full.ItemIds); // user 1 only dislikes
        var model = new Wmf(Small with { Solver = solver, RefineUsers = false, BlockSize = 5 }).Fit(data, start);
        Assert.All(model.UserFactors[1].ToArray(), x => Assert.Equal(0f, x));
        Assert.All(model.UserFactors[29].ToArray(), x => Assert.Equal(0f, x));
        Assert.All(model.ItemFactors[0].ToArray(), x => Assert.Equal(0f, x));
        Assert.Contains(model.UserFactors[0].ToArray(), x => x != 0);
    }

    [Fact]
    public void The_loss_never_rises()
    {
        foreach (var solver in Enum.GetValues<WmfSolver>())
        {
            var losses = new List<double>();
            new Wmf(Small with { Sweeps = 8, Solver = solver, BlockSize = 5, ReportLoss = true })
                .Fit(Plays(80, 50, 9), new Watch(step => losses.Add(step.Loss)));
            Assert.Equal(8, losses.Count);
            for (int i = 1; i < losses.Count; i++)
                Assert.True(losses[i] <= losses[i - 1] * (1 + 1e-6), $"{solver}: {losses[i - 1]} then {losses[i]}");
        }
    }

    [Fact]
    public void A_warm_start_continues_where_the_earlier_fit_ended()
    {
        var data = Plays(80, 50, 9);
        var options = Small with { RefineUsers = false };
        var whole = new Wmf(options with { Sweeps = 5 }).Fit(data);
        var rest = new Wmf(options with { Sweeps = 2 }).Fit(data, new Wmf(options with { Sweeps = 3 }).Fit(data));
        Assert.Equal(Hash(whole, options), Hash(rest, options));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Wmf(options with { Factors = 5 }).Fit(data, whole));
    }

    [Fact]
    public void Validation_stops_early_and_returns_the_best_model()
    {
        double[] scores = [.1, .3, .2, .25, .9];
        var seen = new List<WmfModel>();
        var steps = new List<TrainingStep>();
        var options = Small with { Sweeps = 9, Patience = 2, Validate = model => { seen.Add(model); return scores[seen.Count - 1]; } };
        var best = new Wmf(options).Fit(Plays(40, 30, 6), new Watch(steps.Add));
        Assert.Equal(4, seen.Count);
        Assert.Same(seen[1], best);
        Assert.Equal([.1, .3, .2, .25], steps.Select(step => step.Validation));
        Assert.Null(best.Options.Validate);
    }

    [Fact]
    public void A_validation_without_a_value_does_not_hold_the_first_model_fast()
    {
        double[] scores = [double.NaN, .1, .3, double.NaN, .2];
        var seen = new List<WmfModel>();
        var options = Small with { Sweeps = 9, Patience = 2, Validate = model => { seen.Add(model); return scores[seen.Count - 1]; } };
        var best = new Wmf(options).Fit(Plays(40, 30, 6));
        Assert.Equal(5, seen.Count);
        Assert.Same(seen[2], best);
    }

    [Fact]
    public void A_cancelled_fit_throws()
    {
        using var source = new CancellationTokenSource();
        var watch = new Watch(_ => source.Cancel());
        Assert.Throws<OperationCanceledException>(() => new Wmf(Small with { Sweeps = 50 }).Fit(Plays(40, 30, 6), watch, source.Token));
    }

    [Fact]
    public void Repeated_pairs_and_wrong_options_are_refused()
    {
        var repeated = Interactions.FromTriples([0, 0], [1, 1], [], IdMap.Sequential(1), IdMap.Sequential(2), default, DuplicatePolicy.Keep);
        Assert.Throws<ArgumentException>(() => new Wmf().Fit(repeated));
        Assert.Throws<ArgumentOutOfRangeException>(() => new WmfOptions { Alpha = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new WmfOptions { Lambda = double.PositiveInfinity });
        Assert.Throws<ArgumentOutOfRangeException>(() => new WmfOptions() with { Factors = 0 });
    }

    [Fact]
    public void Without_a_penalty_more_factors_than_data_still_give_finite_vectors()
    {
        foreach (var solver in Enum.GetValues<WmfSolver>())
        {
            var model = new Wmf(new WmfOptions { Factors = 40, Lambda = 0, Sweeps = 4, Solver = solver, BlockSize = 16 }).Fit(Plays(10, 8, 3));
            Assert.All(model.UserFactors[0].ToArray(), x => Assert.True(float.IsFinite(x)));
        }
    }

    /// <summary>Two tastes: even users hear even items. Weights 1 to 4.</summary>
    internal static Interactions Plays(int users, int items, int perUser)
    {
        var (u, i, w) = (new List<int>(), new List<int>(), new List<float>());
        var random = new MusicRec.Numerics.CounterRandom(5, 5);
        for (int user = 0; user < users; user++)
        {
            for (int k = 0; k < perUser; k++)
            {
                ulong at = (ulong)(user * perUser + k);
                int item = random.Below(at, items);
                if (item % 2 != user % 2 && k % 4 != 0) item = Math.Min(items - 1, item ^ 1);
                u.Add(user);
                i.Add(item);
                w.Add(1 + at % 4);
            }
        }
        return Interactions.FromTriples(u.ToArray(), i.ToArray(), w.ToArray(),
            IdMap.Sequential(users), IdMap.Sequential(items), default, DuplicatePolicy.Sum);
    }

    private static void Close(WmfModel expected, WmfModel actual, float tolerance)
    {
        foreach (var (a, b) in new[] { (expected.UserFactors, actual.UserFactors), (expected.ItemFactors, actual.ItemFactors) })
        {
            float largest = Enumerable.Range(0, a.Rows).Max(r => a[r].ToArray().Max(MathF.Abs));
            for (int r = 0; r < a.Rows; r++)
                for (int j = 0; j < a.Columns; j++) Assert.InRange(b[r][j], a[r][j] - tolerance * largest, a[r][j] + tolerance * largest);
        }
    }

    private static string Hash(WmfModel model, WmfOptions? options = null)
    {
        if (options is not null) model = new WmfModel(model.UserFactors, model.ItemFactors, model.UserIds, model.ItemIds, options);
        using var stream = new MemoryStream();
        model.Save(stream);
        return Convert.ToHexString(SHA256.HashData(stream.ToArray()));
    }

    private sealed class Watch(Action<TrainingStep> action) : IProgress<TrainingStep>
    {
        public void Report(TrainingStep value) => action(value);
    }

    [Fact]
    public void The_default_penalty_follows_what_a_listeners_plays_weigh()
    {
        var ids = (Users: IdMap.Sequential(3), Items: IdMap.Sequential(4));
        var data = Interactions.FromTriples([0, 0, 2, 2], [0, 1, 1, 3], [3, 8, 1, 1], ids.Users, ids.Items);
        double first = 2 * Math.Log(4) + 2 * Math.Log(9), last = 4 * Math.Log(2); // user 1 has no plays
        var model = new Wmf(new WmfOptions { Factors = 2, Sweeps = 1 }).Fit(data);
        Assert.Equal(0.14 * (first + last) / 2, model.Options.Lambda!.Value, 1e-6);
        var likes = new Wmf(new WmfOptions { Factors = 2, Sweeps = 1, Confidence = WmfConfidence.Binary, Alpha = 0 }).Fit(data);
        Assert.Equal(0.14 * 2, likes.Options.Lambda!.Value, 1e-6); // no confidence above w0: the number of plays
        Assert.Throws<ArgumentException>(() => new Wmf(new WmfOptions { Regularization = WmfRegularization.Frequency }).Fit(data));
    }
}
