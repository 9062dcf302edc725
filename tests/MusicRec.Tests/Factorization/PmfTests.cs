using System.Text.Json;
using MusicRec.Data;
using MusicRec.Factorization;

namespace MusicRec.Tests.Factorization;

[ChecksGoldens("pmf.json", "cases")]
public class PmfTests
{
    public static TheoryData<string> Cases => CasesWith("loss");

    /// <summary>The cases that hold a result; some are given for the linear link only.</summary>
    public static TheoryData<string> CasesWith(string result) =>
    [
        .. RecsysGoldens.Load("pmf.json").GetProperty("cases").EnumerateArray()
            .Where(c => c.TryGetProperty(result, out _)).Select(c => c.GetProperty("id").GetString()!),
    ];

    [Theory, MemberData(nameof(Cases))]
    public void Loss_and_gradients_are_the_golden_ones(string id)
    {
        var golden = Case(id);
        var (problem, data) = Problem(golden);
        RecsysGoldens.Close(golden.GetProperty("loss").GetDouble(), problem.Loss(), 1e-9, "loss");
        RecsysGoldens.Close(golden.GetProperty("rmse0").GetDouble(), problem.Rmse(), 1e-9, "rmse");
        var (users, items) = (new double[problem.Users.Length], new double[problem.Items.Length]);
        problem.Gradient(data.ByUser, data.ByItem, users, items);
        RecsysGoldens.Close(golden.GetProperty("gradU").Flat(), users, 1e-9, "gradU");
        RecsysGoldens.Close(golden.GetProperty("gradV").Flat(), items, 1e-9, "gradV");
    }

    [Theory, MemberData(nameof(Cases))]
    public void Ten_momentum_steps_are_the_golden_ones(string id)
    {
        var golden = Case(id);
        var (problem, data) = Problem(golden);
        var steps = golden.GetProperty("momentum_gd");
        double rate = steps.GetProperty("lr").GetDouble(), momentum = steps.GetProperty("momentum").GetDouble();
        var (users, items) = (new double[problem.Users.Length], new double[problem.Items.Length]);
        var (userSpeed, itemSpeed) = (new double[users.Length], new double[items.Length]);
        foreach (double loss in steps.GetProperty("losses_before_each_step").Numbers())
        {
            RecsysGoldens.Close(loss, problem.Loss(), 1e-9, "loss");
            problem.Gradient(data.ByUser, data.ByItem, users, items);
            PmfProblem.Descend(problem.Users, userSpeed, users, rate, momentum);
            PmfProblem.Descend(problem.Items, itemSpeed, items, rate, momentum);
        }
        RecsysGoldens.Close(steps.GetProperty("U10").Flat(), problem.Users, 1e-9, "U");
        RecsysGoldens.Close(steps.GetProperty("V10").Flat(), problem.Items, 1e-9, "V");
    }

    [Theory, MemberData(nameof(CasesWith), "sgd_one_epoch")]
    public void A_pass_over_single_ratings_is_the_golden_one(string id)
    {
        var golden = Case(id);
        var epoch = golden.GetProperty("sgd_one_epoch");
        var (problem, data) = Problem(golden);
        for (int u = 0; u < data.Users; u++)
        {
            for (int e = 0; e < data.ItemsOf(u).Length; e++)
                problem.Step(u, data.ItemsOf(u)[e], data.WeightsOf(u)[e], epoch.GetProperty("lr").GetDouble());
        }
        RecsysGoldens.Close(epoch.GetProperty("U").Flat(), problem.Users, 1e-9, "U");
        RecsysGoldens.Close(epoch.GetProperty("V").Flat(), problem.Items, 1e-9, "V");
    }

    [Theory, MemberData(nameof(CasesWith), "map_als")]
    public void Alternating_sweeps_are_the_golden_ones(string id)
    {
        var golden = Case(id);
        var sweeps = golden.GetProperty("map_als");
        var (problem, _) = Problem(golden);
        for (int sweep = 1; sweep <= 15; sweep++)
        {
            problem.Alternate();
            if (!sweeps.TryGetProperty($"{sweep}", out var expected)) continue;
            RecsysGoldens.Close(expected.GetProperty("loss").GetDouble(), problem.Loss(), 1e-9, "loss");
            RecsysGoldens.Close(expected.GetProperty("rmse").GetDouble(), problem.Rmse(), 1e-9, "rmse");
            RecsysGoldens.Close(expected.GetProperty("U").Flat(), problem.Users, 1e-9, "U");
            RecsysGoldens.Close(expected.GetProperty("V").Flat(), problem.Items, 1e-9, "V");
        }
    }

    [Theory]
    [InlineData(PmfSolver.Alternating, PmfLink.Linear), InlineData(PmfSolver.Momentum, PmfLink.Linear)]
    [InlineData(PmfSolver.Momentum, PmfLink.Logistic), InlineData(PmfSolver.Stochastic, PmfLink.Linear)]
    public void Every_solver_predicts_better_than_the_mean(PmfSolver solver, PmfLink link)
    {
        var data = Ratings();
        var model = Fit(data, solver, link, threads: 2);
        double mean = data.ByUser.Values.Average(), error = 0, plain = 0;
        for (int u = 0; u < data.Users; u++)
        {
            for (int e = 0; e < data.ItemsOf(u).Length; e++)
            {
                error += Math.Pow(data.WeightsOf(u)[e] - model.Predict(u, data.ItemsOf(u)[e]), 2);
                plain += Math.Pow(data.WeightsOf(u)[e] - mean, 2);
            }
        }
        Assert.True(error < 0.5 * plain, $"squared error {error}, of the mean {plain}");
    }

    [Theory, InlineData(PmfSolver.Alternating), InlineData(PmfSolver.Momentum), InlineData(PmfSolver.Stochastic)]
    public void The_bits_do_not_depend_on_the_number_of_threads(PmfSolver solver)
    {
        byte[] Saved(int threads)
        {
            using var stream = new MemoryStream();
            Fit(Ratings(), solver, PmfLink.Linear, threads).Save(stream);
            return stream.ToArray();
        }
        byte[] one = Saved(1);
        Assert.Equal(one, Saved(2));
        Assert.Equal(one, Saved(7));
    }

    [Theory, InlineData(PmfLink.Linear), InlineData(PmfLink.Logistic)]
    public void A_listener_folded_in_gets_the_vector_of_the_optimum(PmfLink link)
    {
        var data = Ratings();
        var solver = link == PmfLink.Linear ? PmfSolver.Alternating : PmfSolver.Momentum;
        var model = new Pmf(new()
        {
            Factors = 3,
            Solver = solver,
            Link = link,
            Epochs = 3000,
            LearningRate = 0.05,
            BatchSize = 100_000,
            UserRegularization = 0.3
        }).Fit(data);
        float[] known = new float[data.Items], folded = new float[data.Items];
        model.Score([4], known);
        model.ScoreHistories(data, [4], folded);
        // both solve for the user given the items, at a fixed point of the fit
        for (int i = 0; i < data.Items; i++) Assert.Equal(known[i], folded[i], 2e-3);
    }

    [Fact]
    public void The_alternating_solver_refuses_the_logistic_link() =>
        Assert.Throws<ArgumentException>(() => new Pmf(new() { Link = PmfLink.Logistic }).Fit(Ratings()));

    [Fact]
    public void A_descent_that_diverges_says_so() =>
        Assert.Throws<MusicRecException>(() => new Pmf(new() { Solver = PmfSolver.Momentum, LearningRate = 1e6 }).Fit(Ratings()));

    private static PmfModel Fit(Interactions data, PmfSolver solver, PmfLink link, int threads) => new Pmf(new()
    {
        Factors = 4,
        Solver = solver,
        Link = link,
        Epochs = 200,
        LearningRate = 0.02,
        Momentum = 0.8,
        BatchSize = 60,
        UserRegularization = 0.05,
        ItemRegularization = 0.05,
        Threads = threads,
    }).Fit(data);

    private static Interactions Ratings()
    {
        var golden = Case("pmf-mean");
        return RecsysGoldens.Plays(golden.GetProperty("triplets"), golden.GetProperty("users").GetInt32(), golden.GetProperty("items").GetInt32());
    }

    private static (PmfProblem Problem, Interactions Data) Problem(JsonElement golden)
    {
        var data = RecsysGoldens.Plays(golden.GetProperty("triplets"),
            golden.GetProperty("users").GetInt32(), golden.GetProperty("items").GetInt32());
        var scale = golden.GetProperty("mu").ValueKind == JsonValueKind.Null
            ? new PmfScale(PmfLink.Logistic, 1, 4) : new PmfScale(PmfLink.Linear, golden.GetProperty("mu").GetDouble(), 1);
        var problem = new PmfProblem(data.ByUser, data.ByItem, scale, golden.GetProperty("factors").GetInt32(),
            golden.GetProperty("lambda_u").GetDouble(), golden.GetProperty("lambda_v").GetDouble(), threads: 2)
        {
            Users = golden.GetProperty("U0").Flat(),
            Items = golden.GetProperty("V0").Flat(),
        };
        return (problem, data);
    }

    private static JsonElement Case(string id) =>
        RecsysGoldens.Load("pmf.json").GetProperty("cases").EnumerateArray().Single(c => c.GetProperty("id").GetString() == id);
}
