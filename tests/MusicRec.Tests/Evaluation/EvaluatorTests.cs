using MusicRec.Data;
using MusicRec.Evaluation;
using MusicRec.Ranking;

namespace MusicRec.Tests.Evaluation;

public class EvaluatorTests
{
    private const int Users = 150, Items = 60;
    private static readonly Interactions Data = Plays.Random(Users, Items, 1500, seed: 8);
    private static readonly Split Parts = new PerUserSplit { Seed = 3 }.Apply(Data);

    /// <summary>Scores by a fixed noise, plus a bonus for what the user will play: quality is dialled by the bonus.</summary>
    private sealed class Oracle(Interactions truth, float bonus, ulong seed = 1) : IRecommender, IFoldIn
    {
        public IdMap UserIds => truth.UserIds;
        public IdMap ItemIds => truth.ItemIds;

        public void Score(ReadOnlySpan<int> users, Span<float> scores)
        {
            for (int row = 0; row < users.Length; row++)
                for (int item = 0; item < Items; item++)
                    scores[row * Items + item] = (float)new MusicRec.Numerics.CounterRandom(seed, (ulong)users[row]).Uniform((ulong)item)
                        + (truth.ItemsOf(users[row]).Contains(item) ? bonus : 0);
        }

        public void ScoreHistories(Interactions histories, ReadOnlySpan<int> rows, Span<float> scores) => Score(rows, scores);
    }

    private static EvaluatorOptions Everything => new()
    {
        Metrics = [new Ndcg(10), new Ndcg(int.MaxValue) { Gain = Gain.Linear }, new RPrecision(), new PooledPrecision(5)],
        ScoreMetrics = [new Auc(), new MeanPercentileRank()],
        CatalogueMetrics = [new CatalogueCoverage(3), new GiniIndex(10)],
        Resamples = 200,
    };

    [Fact]
    public void Each_user_gets_the_value_of_its_full_sort()
    {
        var model = new Oracle(Parts.Test, 0.3f);
        var report = new Evaluator(Everything).Evaluate("oracle", model, Parts);
        Assert.Equal(Users, report.Users.Length + report.UsersWithoutTest);
        var scores = new float[Items];
        for (int at = 0; at < report.Users.Length; at++)
        {
            int user = report.Users[at];
            model.Score([user], scores);
            int[] sorted = [.. Enumerable.Range(0, Items)
                .Except(Parts.Train.ItemsOf(user).ToArray()).OrderByDescending(item => scores[item]).ThenBy(item => item)];
            Assert.Equal(new Ndcg(10).Evaluate(sorted, Parts.Test.ItemsOf(user)), report["ndcg@10"].PerUser[at], 12);
            Assert.Equal(new RPrecision().Evaluate(sorted, Parts.Test.ItemsOf(user)), report["r-precision"].PerUser[at], 12);
            Assert.Equal(new Ndcg(60) { Gain = Gain.Linear }.Evaluate(sorted, Parts.Test.ItemsOf(user), Parts.Test.WeightsOf(user)),
                report["ndcg(linear)"].PerUser[at], 12);
            Assert.Equal(new Auc().Evaluate(scores, Parts.Test.ItemsOf(user), [], Parts.Train.ItemsOf(user)), report["auc"].PerUser[at], 12);
        }
        Assert.Equal(report["ndcg@10"].PerUser.ToArray().Average(), report["ndcg@10"].Mean, 12);
        Assert.All(report.Metrics, m => Assert.InRange(m.Mean, m.Interval!.Value.Low, m.Interval!.Value.High));
        Assert.InRange(report.Catalogue["coverage@3"], 0.5, 1);
    }

    [Fact]
    public void Threads_do_not_change_a_bit()
    {
        var reports = new[] { 1, 2, 7 }
            .Select(threads => new Evaluator(Everything with { Threads = threads }).Evaluate("m", new Oracle(Parts.Test, 0.1f), Parts)).ToList();
        foreach (var other in reports.Skip(1))
        {
            foreach (var (a, b) in reports[0].Metrics.Zip(other.Metrics))
            {
                Assert.Equal(a.PerUser.ToArray(), b.PerUser.ToArray());
                Assert.Equal((a.Mean, a.Interval), (b.Mean, b.Interval));
            }
            Assert.Equal(reports[0].Catalogue, other.Catalogue);
        }
    }

    [Fact]
    public void Users_without_test_rows_are_counted_and_left_out()
    {
        var test = Interactions.FromTriples([2, 5], [0, 1], [], Data.UserIds, Data.ItemIds);
        var train = Interactions.FromTriples([2, 5], [1, 0], [], Data.UserIds, Data.ItemIds);
        var report = new Evaluator().Evaluate("m", new Oracle(test, 9), train, test);
        Assert.Equal([2, 5], report.Users.ToArray());
        Assert.Equal(Users - 2, report.UsersWithoutTest);
        Assert.Equal(1, report["ndcg@10"].Mean);
        var nobody = Interactions.FromTriples([], [], [], Data.UserIds, Data.ItemIds);
        Assert.Equal(0, new Evaluator(Everything).Evaluate("m", new Oracle(test, 9), train, nobody)["ndcg@10"].Mean);
    }

    [Fact]
    public void A_leaking_split_is_refused_unless_told_otherwise()
    {
        var model = new Oracle(Data, 1);
        Assert.Throws<MusicRecException>(() => new Evaluator().Evaluate("m", model, Data, Data));
        var report = new Evaluator(new() { AllowLeakage = true, ExcludeTraining = false }).Evaluate("m", model, Data, Data);
        Assert.Equal(1, report["ndcg@10"].Mean, 12);
    }

    [Fact]
    public void Foreign_ids_are_refused()
    {
        var foreign = Interactions.FromTriples([0], [0], [], IdMap.Sequential(Users), IdMap.Sequential(Items));
        Assert.Throws<MusicRecException>(() => new Evaluator().Evaluate("m", new Oracle(foreign, 1), Parts));
        Assert.Throws<ArgumentException>(() => new Evaluator(new() { Metrics = [new Ndcg(5), new Ndcg(5)] }));
    }

    [Fact]
    public void Held_out_users_are_judged_from_their_fold_in()
    {
        var split = new StrongGeneralisationSplit { Seed = 1, UserShare = 0.4 }.Apply(Data);
        var evaluator = new Evaluator();
        var report = evaluator.Evaluate("m", new Oracle(split.Test, 9), split);
        Assert.Equal(1, report["ndcg@10"].Mean, 12);
        Assert.Equal(report["map@10"].Mean, evaluator.EvaluateFoldIn("m", new Oracle(split.Test, 9), split.FoldIn!, split.Test)["map@10"].Mean);
        Assert.All(report.Users.ToArray(), user => Assert.True(split.Train.ItemsOf(user).IsEmpty));
    }

    [Fact]
    public void Cold_items_are_ranked_among_themselves()
    {
        var split = new ColdItemSplit { Seed = 2 }.Apply(Data);
        int[] cold = [.. split.Test.Pairs().Select(p => p.Item).Distinct()];
        var options = Everything with { Candidates = new ItemMask(cold, Items), CatalogueMetrics = [new CatalogueCoverage(Items)] };
        var report = new Evaluator(options).Evaluate("m", new Oracle(split.Test, 0.2f), split);
        Assert.Equal(cold.Length / (double)Items, report.Catalogue[$"coverage@{Items}"], 12);
        Assert.InRange(report["auc"].Mean, 0.5, 1);
    }

    [Fact]
    public void Repeats_in_the_test_part_count_once_with_their_sum_as_grade()
    {
        var test = Interactions.FromTriples([0, 0, 0], [4, 4, 7], [2, 1, 1], Data.UserIds, Data.ItemIds, [1, 2, 3], DuplicatePolicy.Keep);
        var train = Interactions.FromTriples([], [], [], Data.UserIds, Data.ItemIds);
        var report = new Evaluator(new() { Metrics = [new Recall(10), new Ndcg(10) { Gain = Gain.Linear }] })
            .Evaluate("m", new Oracle(test, 9), train, test);
        Assert.Equal(1, report["recall@10"].Mean);
        var scores = new float[Items];
        new Oracle(test, 9).Score([0], scores);
        double log3 = Math.Log2(3), expected = scores[4] > scores[7] ? 1 : (1 + 3 / log3) / (3 + 1 / log3);
        Assert.Equal(expected, report["ndcg@10(linear)"].Mean, 12);
    }

    [Fact]
    public void Better_models_are_told_apart_and_equal_ones_are_not()
    {
        var models = new Dictionary<string, IRecommender>
        {
            ["noise"] = new Oracle(Parts.Test, 0, seed: 1),
            ["other noise"] = new Oracle(Parts.Test, 0, seed: 2),
            ["good"] = new Oracle(Parts.Test, 0.4f, seed: 3),
        };
        var reports = new Evaluator().EvaluateAll(models, Parts);
        var pairs = Comparison.AllPairs(reports, "ndcg@10", permutations: 2000);
        Assert.Equal([("noise", "other noise"), ("noise", "good"), ("other noise", "good")], pairs.Select(p => (p.First, p.Second)));
        Assert.True(pairs[0].AdjustedPValue > 0.05 && pairs[1].AdjustedPValue < 0.01 && pairs[2].AdjustedPValue < 0.01);
        Assert.All(pairs, pair => Assert.True(pair.AdjustedPValue >= pair.PValue));
        Assert.Equal(reports[0]["ndcg@10"].Mean - reports[2]["ndcg@10"].Mean, pairs[1].Difference, 12);
    }

    [Fact]
    public void Ratings_are_judged_by_their_errors()
    {
        var test = Interactions.FromTriples([0, 3], [1, 2], [4, 2], Data.UserIds, Data.ItemIds);
        var (model, scores) = (new Oracle(test, 2), new float[2 * Items]);
        model.Score([0, 3], scores);
        double a = 4 - scores[1], b = 2 - scores[Items + 2];
        var errors = RatingEvaluator.Evaluate(model, test);
        Assert.Equal(Math.Sqrt((a * a + b * b) / 2), errors["rmse"], 12);
        Assert.Equal((Math.Abs(a) + Math.Abs(b)) / 2, errors["mae"], 12);
        var renamed = Interactions.FromTriples([0], [1], [4], new IdMap(Enumerable.Range(1, Data.Users).Select(u => $"u{u}")), Data.ItemIds);
        Assert.Throws<MusicRecException>(() => RatingEvaluator.Evaluate(model, renamed));
    }
}
