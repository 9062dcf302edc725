using System.Text.Json;
using MusicRec.Collaborative;
using MusicRec.Data;

namespace MusicRec.Tests.Collaborative;

[ChecksGoldens("ease_knn_bpr.json", "ease")]
public class EaseTests
{
    public static TheoryData<string> Cases =>
        [.. RecsysGoldens.Load("ease_knn_bpr.json").GetProperty("ease").EnumerateArray().Select(c => c.GetProperty("id").GetString()!)];

    [Theory, MemberData(nameof(Cases))]
    public void Both_forms_give_the_golden_weights(string id)
    {
        var golden = Case(id);
        var data = Plays(golden);
        double[] expected = golden.GetProperty("B_row_major").Flat();
        foreach (bool dual in new[] { false, true })
        {
            var inverse = new EaseInverse(data.ByUser, data.ByItem, golden.GetProperty("lam").GetDouble(), dual, threads: 2, default);
            var (column, space) = (new double[data.Items], new double[data.Users]);
            for (int j = 0; j < data.Items; j++)
            {
                inverse.Column(j, column, space);
                for (int i = 0; i < data.Items; i++) RecsysGoldens.Close(expected[i * data.Items + j], column[i], 1e-9, $"B[{i}, {j}], dual {dual}");
            }
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Every_form_of_the_model_gives_the_golden_scores(string id)
    {
        var golden = Case(id);
        var data = Plays(golden);
        double[] expected = golden.GetProperty("scores_user0").Numbers();
        foreach (var (form, neighbors) in new[]
            { (EaseForm.Items, 0), (EaseForm.Users, 0), (EaseForm.Items, data.Items), (EaseForm.Users, data.Items) })
        {
            var model = Fit(data, golden.GetProperty("lam").GetDouble(), form, neighbors);
            var (known, folded) = (new float[data.Items], new float[data.Items]);
            model.Score([0], known);
            model.ScoreHistories(data, [0], folded);
            RecsysGoldens.Close(expected, known.Select(s => (double)s), 2e-5, $"{form} {neighbors}");
            RecsysGoldens.Close(expected, folded.Select(s => (double)s), 2e-5, $"folded in, {form} {neighbors}");
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void The_golden_loss_is_the_minimum(string id)
    {
        var golden = Case(id);
        var data = Plays(golden);
        double lambda = golden.GetProperty("lam").GetDouble(), expected = golden.GetProperty("loss").GetDouble();
        var inverse = new EaseInverse(data.ByUser, data.ByItem, lambda, dual: true, threads: 1, default);
        var b = new double[data.Items, data.Items];
        var (column, space) = (new double[data.Items], new double[data.Users]);
        for (int j = 0; j < data.Items; j++)
        {
            inverse.Column(j, column, space);
            for (int i = 0; i < data.Items; i++) b[i, j] = column[i];
        }
        RecsysGoldens.Close(expected, Loss(data, b, lambda), 1e-9, "loss");
        b[0, 1] += 1e-3;
        Assert.True(Loss(data, b, lambda) > expected);
    }

    [Theory, InlineData(EaseForm.Items, 0), InlineData(EaseForm.Users, 0), InlineData(EaseForm.Users, 5)]
    public void A_model_that_is_saved_scores_the_same_when_loaded(EaseForm form, int neighbors)
    {
        var data = Plays(Case("ease-counts"));
        var model = Fit(data, 5, form, neighbors);
        using var stream = new MemoryStream();
        model.Save(stream);
        stream.Position = 0;
        var loaded = EaseModel.Load(stream);
        var (before, after) = (new float[2 * data.Items], new float[2 * data.Items]);
        model.Score([3, 7], before);
        loaded.Score([3, 7], after);
        Assert.Equal(before, after);
    }

    [Fact]
    public void Similar_items_are_partial_correlations()
    {
        var data = Plays(Case("ease-binary"));
        var (items, users) = (new float[data.Items * 2], new float[data.Items * 2]);
        Fit(data, 5, EaseForm.Items, 0).ScoreSimilar([2, 5], items);
        Fit(data, 5, EaseForm.Users, 0).ScoreSimilar([2, 5], users);
        Assert.Equal(1, items[2]);
        Assert.Equal(items[5], items[data.Items + 2], 1e-5);
        for (int i = 0; i < items.Length; i++) Assert.Equal(items[i], users[i], 1e-5);
        Assert.All(items, s => Assert.InRange(s, -1, 1));
    }

    [Fact]
    public void A_fit_that_would_not_fit_into_memory_is_refused_with_its_size()
    {
        var data = Plays(Case("ease-binary"));
        var error = Assert.Throws<MusicRecException>(() => new Ease(new() { MemoryLimit = 1000 }).Fit(data));
        Assert.Contains("18 items", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_regularization_that_leaves_no_digits_is_told()
    {
        var data = Interactions.BuildFrom([("u", "a", 1), ("u", "b", 1), ("v", "c", 1)]);
        var fault = Assert.Throws<MusicRecException>(() => Fit(data, 1e-300, EaseForm.Users, 0));
        Assert.Contains("1E-300 is too small", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void New_listeners_whose_plays_have_no_logarithm_are_told()
    {
        var data = Plays(Case("ease-binary"));
        var histories = Interactions.FromTriples([0, 0], [1, 2], [3, -1], IdMap.Sequential(1), data.ItemIds);
        var scores = new float[data.Items];
        var ease = new Ease(new() { Transform = PlayTransform.Log }).Fit(data);
        Assert.Contains("-1 has no finite Log",
            Assert.Throws<MusicRecException>(() => ease.ScoreHistories(histories, [0], scores)).Message, StringComparison.Ordinal);
        var neighbors = new ItemKnn(new() { Query = PlayTransform.Log }).Fit(data);
        Assert.Throws<MusicRecException>(() => neighbors.ScoreHistories(histories, [0], scores));
    }

    [Fact]
    public void A_model_without_users_is_saved_and_loaded()
    {
        var model = new Ease().Fit(Interactions.FromTriples([], [], [], IdMap.Sequential(0), new IdMap(["a", "b", "c"])));
        using var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;
        Assert.Equal(3, EaseModel.Load(file).ItemIds.Count);
    }

    private static EaseModel Fit(Interactions data, double lambda, EaseForm form, int neighbors) =>
        new Ease(new() { Regularization = lambda, Transform = PlayTransform.AsGiven, Form = form, Neighbors = neighbors }).Fit(data);

    private static double Loss(Interactions data, double[,] b, double lambda)
    {
        double loss = 0;
        foreach (double weight in b) loss += lambda * weight * weight;
        for (int u = 0; u < data.Users; u++)
        {
            var residual = new double[data.Items];
            for (int e = 0; e < data.ItemsOf(u).Length; e++)
            {
                double x = data.WeightsOf(u)[e];
                residual[data.ItemsOf(u)[e]] += x;
                for (int j = 0; j < data.Items; j++) residual[j] -= x * b[data.ItemsOf(u)[e], j];
            }
            loss += residual.Sum(r => r * r);
        }
        return loss;
    }

    private static JsonElement Case(string id) =>
        RecsysGoldens.Load("ease_knn_bpr.json").GetProperty("ease").EnumerateArray().Single(c => c.GetProperty("id").GetString() == id);

    private static Interactions Plays(JsonElement golden) =>
        RecsysGoldens.Plays(golden.GetProperty("triplets"), golden.GetProperty("users").GetInt32(), golden.GetProperty("items").GetInt32());
}
