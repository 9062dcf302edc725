using MusicRec.Collaborative;
using MusicRec.Data;
using MusicRec.Factorization;
using MusicRec.Hybrid;
using MusicRec.Ranking;

namespace MusicRec.Tests.Hybrid;

public class FusionTests
{
    private static readonly Interactions Data = Draw.Interactions(40, 25, 400, seed: 3);
    private static readonly IRecommender Wmf = new Wmf(new() { Factors = 4, Lambda = 2 }).Fit(Data);
    private static readonly IRecommender Random = new RandomScores().Fit(Data);

    [Fact]
    public void One_model_alone_keeps_its_order()
    {
        int[] users = [.. Enumerable.Range(0, 40)];
        var expected = Ranker.Recommend(Wmf, users, new() { K = 25 });
        foreach (var fused in new[] { Fusion.Weighted((Wmf, 2), (Random, 0)), Fusion.Ranks((Wmf, 1), (Random, 0)) })
        {
            var lists = Ranker.Recommend(fused, users, new() { K = 25 });
            foreach (int u in users.Where(u => !Data.ItemsOf(u).IsEmpty))
                Assert.Equal(expected[u].ToArray().Select(item => item.Item), lists[u].ToArray().Select(item => item.Item));
        }
    }

    [Fact]
    public void Scores_are_standardised_and_ranks_reciprocal()
    {
        var scores = new float[25];
        Fusion.Weighted((Wmf, 1)).Score([2], scores);
        Assert.Equal(0, scores.Average(), 1e-5);
        Assert.Equal(1, scores.Average(s => s * s), 1e-4);
        Fusion.Ranks((Wmf, 1), (Wmf, 1)).Score([2], scores);
        Assert.Equal(2.0 / 61, scores.Max(), 1e-6);
        Assert.Equal(2.0 / 85, scores.Min(), 1e-6);
    }

    [Fact]
    public void Stacking_trusts_the_model_that_knows()
    {
        var split = new PerUserSplit { TestShare = 0.3, Seed = 4 }.Apply(Data);
        var knows = new Wmf(new() { Factors = 4, Lambda = 2 }).Fit(Data); // it has seen what is held out
        var weights = Fusion.Stack([knows, Random], split.Train, split.Test);
        Assert.True(weights[0] > 1 && Math.Abs(weights[1]) < 0.5 * weights[0], string.Join(", ", weights));
        Assert.Equal(weights, Fusion.Stack([knows, Random], split.Train, split.Test));
    }

    [Fact]
    public void Models_of_different_catalogues_are_refused()
    {
        var other = new RandomScores().Fit(Draw.Interactions(40, 24, 100, seed: 1));
        Assert.Throws<ArgumentException>(() => Fusion.Weighted((Wmf, 1), (other, 1)));
        Assert.Throws<ArgumentException>(() => Fusion.Weighted((Wmf, double.NaN)));
        Assert.Throws<ArgumentException>(() => Fusion.Ranks());
    }
}
