using FsCheck.Xunit;
using MusicRec.Evaluation;

namespace MusicRec.Tests.Evaluation;

/// <summary>What holds for every accuracy metric, on random lists.</summary>
public class MetricPropertyTests
{
    private const int Items = 40;

    /// <summary>Higher is better, in [0, 1], and a perfect list of at least R items reaches 1.</summary>
    private static IEnumerable<IMetric> Perfectible(int k)
    {
        foreach (var ideal in Enum.GetValues<IdealLength>())
        {
            yield return new AveragePrecision(k) { Ideal = ideal };
            foreach (var discount in Enum.GetValues<Discount>()) yield return new Ndcg(k) { Ideal = ideal, Discount = discount };
        }
        yield return new Recall(k);
        yield return new Recall(k) { Ideal = IdealLength.AtMostCutoff };
        yield return new PooledPrecision(k);
        yield return new HitRate(k);
        yield return new ReciprocalRank(k);
        yield return new RPrecision();
        yield return new LimitedAuc(k, Items);
    }

    private static (int[] Ranked, int[] Relevant) Lists(int draw, bool full = true)
    {
        var random = new Random(draw);
        int[] items = [.. Enumerable.Range(0, Items)];
        random.Shuffle(items);
        int[] relevant = [.. items.Take(1 + random.Next(Items - 1)).Order()];
        random.Shuffle(items);
        return (full ? items : items[..random.Next(Items)], relevant);
    }

    [Property]
    public void Values_lie_between_nothing_and_perfect(int draw, byte k)
    {
        var (ranked, relevant) = Lists(draw, full: false);
        foreach (var metric in Perfectible(1 + k % Items).Append(new Precision(1 + k % Items)).Append(new F1(1 + k % Items)))
        {
            Assert.InRange(metric.Evaluate(ranked, relevant), 0, 1 + 1e-12);
            if (metric is not LimitedAuc) Assert.Equal(0, metric.Evaluate(ranked.Except(relevant).ToArray(), relevant));
            Assert.Equal(0, metric.Evaluate(ranked, []));
        }
    }

    [Property]
    public void A_perfect_ranking_scores_one(int draw)
    {
        var (ranked, relevant) = Lists(draw);
        int[] perfect = [.. relevant, .. ranked.Except(relevant)];
        foreach (int k in new[] { relevant.Length, relevant.Length + 3, int.MaxValue })
            Assert.All(Perfectible(k), metric => Assert.Equal(1, metric.Evaluate(perfect, relevant), 12));
        foreach (int k in new[] { 1, 5 })
        {
            Assert.Equal(1, new Ndcg(k).Evaluate(perfect, relevant), 12);
            Assert.Equal(1, new AveragePrecision(k).Evaluate(perfect, relevant), 12);
        }
        float[] grades = [.. relevant.Select(item => (float)(1 + item % 4))];
        int[] graded = [.. relevant.Zip(grades).OrderByDescending(x => x.Second).Select(x => x.First)];
        foreach (var gain in Enum.GetValues<Gain>())
            Assert.Equal(1, new Ndcg(7) { Gain = gain }.Evaluate(graded, relevant, grades), 12);
    }

    [Property]
    public void Moving_a_hit_up_never_hurts(int draw, byte k)
    {
        var (ranked, relevant) = Lists(draw);
        var random = new Random(draw ^ 77);
        int at = 1 + random.Next(Items - 1);
        if (relevant.Contains(ranked[at - 1]) || !relevant.Contains(ranked[at])) return;
        int[] better = [.. ranked];
        (better[at - 1], better[at]) = (better[at], better[at - 1]);
        foreach (var metric in Perfectible(1 + k % Items).Where(m => !m.Name.Contains("hits", StringComparison.Ordinal)))
            Assert.True(metric.Evaluate(better, relevant) >= metric.Evaluate(ranked, relevant) - 1e-12, metric.Name);
        Assert.True(new Clicks().Evaluate(better, relevant) <= new Clicks().Evaluate(ranked, relevant));
    }

    [Property]
    public void Ranks_below_the_cutoff_do_not_matter(int draw, byte k)
    {
        var (ranked, relevant) = Lists(draw);
        int cut = 1 + k % Items;
        Assert.All(Perfectible(cut), metric =>
            Assert.Equal(metric.Evaluate(ranked, relevant),
                metric.Evaluate(ranked.AsSpan(0, Math.Min(Items, metric.Depth(relevant.Length))), relevant)));
    }

    [Property]
    public void Auc_agrees_with_counting_pairs(int draw, bool many)
    {
        int items = many ? 300 : Items; // many relevant items take the sorting road
        var random = new Random(draw);
        int[] relevant = [.. Enumerable.Range(0, items).Where(item => item == 7 || random.Next(2) == 0)];
        float[] scores = [.. Enumerable.Range(0, items).Select(_ => (float)random.Next(6))];
        Array.ForEach([1, 2, 7, 8], item => scores[item] = draw % 3 == 0 ? float.NaN : draw % 3 == 1 ? float.NegativeInfinity : scores[item]);
        int[] excluded = [.. Enumerable.Range(0, items).Where(item => random.Next(4) == 0 && !relevant.Contains(item))];
        double won = 0, pairs = 0;
        foreach (int p in relevant)
        {
            foreach (int n in Enumerable.Range(0, items).Except(relevant).Except(excluded))
            {
                var (own, other) = (Placed(scores[p]), Placed(scores[n]));
                won += own > other ? 1 : own == other ? 0.5 : 0;
                pairs++;
            }
        }
        Assert.Equal(pairs == 0 ? 0.5 : won / pairs, new Auc().Evaluate(scores, relevant, [], excluded), 12);

        static float Placed(float score) => float.IsNaN(score) ? float.NegativeInfinity : score; // neither is ever ranked
    }

    [Property]
    public void Percentile_rank_of_equal_scores_is_one_half(int draw)
    {
        var (_, relevant) = Lists(draw);
        float[] grades = [.. relevant.Select(item => 1f + item)];
        Assert.Equal(0.5, new MeanPercentileRank().Evaluate(new float[Items], relevant, grades, []), 12);
    }

    [Fact]
    public void Unsorted_truth_is_refused()
    {
        Assert.All(Perfectible(3), metric => Assert.Throws<ArgumentException>(() => metric.Evaluate([1, 2, 3], [3, 1])));
        Assert.All(Perfectible(3), metric => Assert.Throws<ArgumentException>(() => metric.Evaluate([1, 2, 3], [1, 1])));
    }
}
