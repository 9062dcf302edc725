using MusicRec.Data;
using MusicRec.Factorization;
using MusicRec.Numerics;
using MusicRec.Ranking;

namespace MusicRec.Tests.Ranking;

[Trait(EveryWidth.Name, EveryWidth.Value)]
public class InnerProductRankingTests
{
    [Theory]
    [InlineData(1, 1, 1, 1), InlineData(3, 257, 5, 10), InlineData(40, 1000, 50, 10), InlineData(7, 999, 331, 100), InlineData(20, 30, 3, 64)]
    public void Lists_are_those_of_sorting_all_scores(int users, int items, int factors, int k)
    {
        var model = Model(users, items, factors, coarse: true); // few distinct values: many exact ties
        var seen = Seen(users, items);
        var (some, most) = (Mask(items, 3), Mask(items, 7));
        foreach (var options in new RankingOptions[] { new() { K = k }, new() { K = k, Seen = seen },
            new() { K = k, Allow = some }, new() { K = k, Seen = seen, Allow = some, Deny = most } })
            foreach (int threads in new[] { 1, 2, 7 }) AssertExact(model, options with { Threads = threads });
    }

    [Fact]
    public void A_large_catalogue_cut_into_parts_gives_the_same_list()
    {
        var model = Model(2, 70_001, 4, coarse: true);
        foreach (int threads in new[] { 1, 2, 7 }) AssertExact(model, new() { K = 50, Threads = threads });
    }

    [Fact]
    public void Negative_and_zero_scores_are_ranked_too()
    {
        var model = new FactorModel(Matrix.From([1f], 1, 1), Matrix.From([-3f, 0f, -1f, -0f, -1f], 5, 1), Ids(1), Ids(5));
        var list = Ranker.Recommend(model, [0], new() { K = 9 })[0];
        Assert.Equal([1, 3, 2, 4, 0], list.ToArray().Select(r => r.Item));
    }

    private static void AssertExact(FactorModel model, RankingOptions options)
    {
        int items = model.ItemIds.Count;
        int[] users = [.. Enumerable.Range(0, model.UserIds.Count)];
        var rankings = Ranker.Recommend(model, users, options);
        var scores = new float[users.Length * items];
        model.Score(users, scores);
        foreach (int u in users)
        {
            var seen = options.Seen is null ? [] : options.Seen.ItemsOf(u).ToArray().ToHashSet();
            var expected = Enumerable.Range(0, items)
                .Where(i => !seen.Contains(i) && options.Allow?.Contains(i) != false && options.Deny?.Contains(i) != true)
                .OrderByDescending(i => scores[u * items + i]).ThenBy(i => i).Take(options.K).ToArray();
            Assert.Equal(expected, rankings[u].ToArray().Select(r => r.Item));
            Assert.All(rankings[u].ToArray(), r => Assert.Equal(scores[u * items + r.Item], r.Score));
        }
    }

    private static FactorModel Model(int users, int items, int factors, bool coarse) =>
        new(Factors(users, factors, 1, coarse), Factors(items, factors, 2, coarse), Ids(users), Ids(items));

    // Coarse values are multiples of 1/4, whose products and sums are exact in any order.
    private static Matrix Factors(int rows, int columns, int seed, bool coarse) =>
        Matrix.From([.. Draw.Floats(rows * columns, seed).Select(x => coarse ? MathF.Round(4 * x) / 4 : x)], rows, columns);

    private static Interactions Seen(int users, int items)
    {
        var triples = Enumerable.Range(0, 5 * users).Select(e => (User: e % users, Item: e * 37 % items)).Distinct().ToArray();
        return Interactions.FromTriples([.. triples.Select(t => t.User)],
            [.. triples.Select(t => t.Item)], [.. triples.Select(_ => 1f)], Ids(users), Ids(items));
    }

    private static ItemMask Mask(int items, int every) => new([.. Enumerable.Range(0, items).Where(i => i % every == 1)], items);

    private static IdMap Ids(int count) => IdMap.Sequential(count);
}
