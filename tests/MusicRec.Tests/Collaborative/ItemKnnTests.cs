using System.Text.Json;
using MusicRec.Collaborative;
using MusicRec.Data;
using MusicRec.Ranking;

namespace MusicRec.Tests.Collaborative;

[ChecksGoldens("ease_knn_bpr.json", "knn")]
public class ItemKnnTests
{
    private static readonly JsonElement Golden = RecsysGoldens.Load("ease_knn_bpr.json").GetProperty("knn");

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Golden.GetProperty("cases").GetArrayLength())];

    /// <summary>The cases with weights, given once a weighting.</summary>
    public static TheoryData<int> WeightCases =>
    [
        .. Golden.GetProperty("cases").EnumerateArray().Index()
            .Where(c => c.Item.GetProperty("weighted_matrix_user_by_item").ValueKind != JsonValueKind.Null).Select(c => c.Index),
    ];

    [Theory, MemberData(nameof(Cases))]
    public void Similarities_are_the_golden_ones(int index)
    {
        var golden = Golden.GetProperty("cases")[index];
        var data = Plays();
        var rows = new ItemKnn(Options(golden)).Neighbors(data, default);
        var actual = rows.SelectMany((row, i) => row.Items.Select((j, k) => ((i, j), row.Values[k]))).ToDictionary(p => p.Item1, p => p.Item2);
        var tied = golden.GetProperty("items_with_tie_at_K").EnumerateArray().Select(i => i.GetInt32()).ToHashSet();
        var expected = golden.GetProperty("similarity").EnumerateArray()
            .Where(t => !tied.Contains(t[0].GetInt32()) && t[2].GetDouble() != 0)
            .ToDictionary(t => (t[0].GetInt32(), t[1].GetInt32()), t => t[2].GetDouble());
        Assert.Equal(expected.Keys.Order(), actual.Keys.Where(pair => !tied.Contains(pair.i)).Order());
        foreach (var (pair, value) in expected) RecsysGoldens.Close(value, actual[pair], 1e-9, $"similarity {pair}");
    }

    [Theory, MemberData(nameof(WeightCases))]
    public void Weights_are_the_golden_ones(int index)
    {
        var golden = Golden.GetProperty("cases")[index];
        var weights = golden.GetProperty("weighted_matrix_user_by_item");
        var options = Options(golden);
        var weighted = new WeightedItems(Plays().ByItem, options.Weighting, options.K1, options.B);
        double[] expected = [.. weights.EnumerateArray().Select(t => t[2].GetDouble())];
        RecsysGoldens.Close(expected, weighted.UserWeights, 1e-9, "weight");
    }

    [Theory, MemberData(nameof(Cases))]
    public void Recommendations_are_the_golden_ones(int index)
    {
        var golden = Golden.GetProperty("cases")[index];
        var data = Plays();
        var model = new ItemKnn(Options(golden)).Fit(data);
        foreach (var list in golden.GetProperty("recommend").EnumerateArray())
        {
            double[] expected = list.GetProperty("scores").Numbers();
            int[] ids = [.. list.GetProperty("ids").EnumerateArray().Select(i => i.GetInt32())];
            var ranked = Ranker.Recommend(model, [list.GetProperty("user").GetInt32()], new() { K = ids.Length, Seen = data })[0].ToArray();
            for (int k = 0; k < ids.Length; k++) RecsysGoldens.Close(expected[k], ranked[k].Score, 2e-5, $"score {k}");
            if (!list.GetProperty("has_tie").GetBoolean()) Assert.Equal(ids, ranked.Select(r => r.Item));
        }
    }

    [Fact]
    public void Ties_keep_the_lower_items()
    {
        // One user with all five items: every similarity is 1.
        var data = Interactions.FromTriples([0, 0, 0, 0, 0], [0, 1, 2, 3, 4], [], IdMap.Sequential(1), IdMap.Sequential(5));
        var model = new ItemKnn(new() { Neighbors = 2 }).Fit(data);
        Assert.Equal([0, 1], model.NeighborsOf(4).ToArray());
    }

    [Fact]
    public void Shrinkage_weighs_by_common_listeners()
    {
        var data = Interactions.FromTriples([0, 0, 1, 1, 2], [0, 1, 0, 1, 2], [], IdMap.Sequential(3), IdMap.Sequential(3));
        var model = new ItemKnn(new() { Shrinkage = 3 }).Fit(data);
        Assert.Equal(2f / 5, model.SimilaritiesOf(0)[1], 1e-6); // cosine 1, two common listeners
        Assert.Equal(1f / 4, model.SimilaritiesOf(2)[0], 1e-6);
    }

    [Fact]
    public void A_normalised_query_is_a_weighted_mean()
    {
        var data = Plays();
        var model = new ItemKnn(new() { QueryNormalization = 1, Neighbors = data.Items, Query = PlayTransform.Binary }).Fit(data);
        var scores = new float[data.Items];
        var everything = Interactions.FromTriples(new int[data.Items],
            [.. Enumerable.Range(0, data.Items)], [], IdMap.Sequential(1), IdMap.Sequential(data.Items));
        model.ScoreHistories(everything, [0], scores);
        Assert.All(scores, s => Assert.True(s == 0 || Math.Abs(s - 1) < 1e-5)); // who heard everything gets the mean of ones
    }

    [Fact]
    public void The_result_does_not_depend_on_the_threads_and_survives_saving()
    {
        byte[] Saved(int threads)
        {
            using var stream = new MemoryStream();
            new ItemKnn(new() { Neighbors = 7, Weighting = ItemWeighting.TfIdf, Threads = threads }).Fit(Plays()).Save(stream);
            return stream.ToArray();
        }
        byte[] one = Saved(1);
        Assert.Equal(one, Saved(2));
        Assert.Equal(one, Saved(7));
        using var again = new MemoryStream();
        ItemKnnModel.Load(new MemoryStream(one)).Save(again);
        Assert.Equal(one, again.ToArray());
    }

    [Fact]
    public void Negative_weights_are_refused()
    {
        var data = Interactions.FromTriples([0], [0], [-1], IdMap.Sequential(1), IdMap.Sequential(1));
        Assert.Throws<MusicRecException>(() => new ItemKnn().Fit(data));
    }

    private static Interactions Plays() =>
        RecsysGoldens.Plays(Golden.GetProperty("triplets"), Golden.GetProperty("users").GetInt32(), Golden.GetProperty("items").GetInt32());

    private static ItemKnnOptions Options(JsonElement golden)
    {
        var options = new ItemKnnOptions
        {
            Neighbors = golden.GetProperty("K").GetInt32(),
            Weighting = Enum.Parse<ItemWeighting>(golden.GetProperty("weighting").GetString()!, ignoreCase: true),
            Transform = PlayTransform.AsGiven,
            Query = PlayTransform.AsGiven,
            QueryNormalization = 0,
        };
        var parameters = golden.GetProperty("params");
        return parameters.TryGetProperty("K1", out var k1)
            ? options with { K1 = k1.GetDouble(), B = parameters.GetProperty("B").GetDouble() } : options;
    }
}
