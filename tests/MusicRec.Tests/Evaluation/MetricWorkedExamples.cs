using MusicRec.Evaluation;

namespace MusicRec.Tests.Evaluation;

/// <summary>Small lists computed by hand.</summary>
public class MetricWorkedExamples
{
    // Ranks 1 .. 5 hold items 7, 3, 9, 1, 4; relevant are 1, 3, 8 (hits at ranks 2 and 4).
    private static readonly int[] Ranked = [7, 3, 9, 1, 4];
    private static readonly int[] Relevant = [1, 3, 8];

    private static void Is(double expected, IMetric metric) => Assert.Equal(expected, metric.Evaluate(Ranked, Relevant), 12);

    [Fact]
    public void Set_metrics_count_hits()
    {
        Is(2 / 5.0, new Precision(5));
        Is(1 / 2.0, new Precision(2));
        Is(2 / 10.0, new Precision(10)); // a short list is not forgiven
        Is(2 / 3.0, new Recall(5));
        Is(1 / 2.0, new Recall(2) { Ideal = IdealLength.AtMostCutoff });
        Is(2 * 0.4 * (2 / 3.0) / (0.4 + 2 / 3.0), new F1(5));
        Is(1, new HitRate(2));
        Is(0, new HitRate(1));
        Is(1 / 3.0, new RPrecision());
        Is(2 / 3.0, new PooledPrecision(5));
    }

    [Fact]
    public void Average_precision_has_three_divisors()
    {
        double sum = 1 / 2.0 + 2 / 4.0;
        Is(sum / 3, new AveragePrecision(5));
        Is(0.5 / 2, new AveragePrecision(2));
        Is(0.5 / 3, new AveragePrecision(2) { Ideal = IdealLength.Relevant });
        Is(sum / 2, new AveragePrecision(5) { Ideal = IdealLength.Hits });
    }

    [Fact]
    public void Ndcg_has_two_discounts_and_three_ideals()
    {
        double l3 = Math.Log2(3), gain = 1 / l3 + 1 / Math.Log2(5);
        Is(gain / (1 + 1 / l3 + 0.5), new Ndcg(5));
        Is(1 / l3 / (1 + 1 / l3), new Ndcg(2));
        Is(1 / l3 / (1 + 1 / l3 + 0.5), new Ndcg(2) { Ideal = IdealLength.Relevant });
        Is(gain / (1 + 1 / l3), new Ndcg(5) { Ideal = IdealLength.Hits });
        Is((1 + 0.5) / (1 + 1 + 1 / l3), new Ndcg(5) { Discount = Discount.Jarvelin });
    }

    [Fact]
    public void Ndcg_weighs_grades()
    {
        float[] grades = [3, 1, 2]; // of items 1, 3, 8
        double l3 = Math.Log2(3), l5 = Math.Log2(5);
        Assert.Equal((1 / l3 + 3 / l5) / (3 + 2 / l3 + 0.5), new Ndcg(5) { Gain = Gain.Linear }.Evaluate(Ranked, Relevant, grades), 12);
        Assert.Equal((1 / l3 + 7 / l5) / (7 + 3 / l3 + 0.5), new Ndcg(5) { Gain = Gain.Exponential }.Evaluate(Ranked, Relevant, grades), 12);
        Assert.Equal(new Ndcg(5).Evaluate(Ranked, Relevant), new Ndcg(5).Evaluate(Ranked, Relevant, grades));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Ndcg(5) { Gain = Gain.Linear }.Evaluate(Ranked, Relevant, [1, -1, 0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Ndcg(5) { Gain = Gain.Exponential }.Evaluate(Ranked, Relevant, [1, 5000, 0]));
    }

    [Fact]
    public void First_hits_are_found()
    {
        Is(1 / 2.0, new ReciprocalRank(5));
        Is(0, new ReciprocalRank(1));
        Is(0, new Clicks());
        int[] late = [.. Enumerable.Range(100, 24), 3];
        Assert.Equal(2, new Clicks().Evaluate(late, Relevant));
        Assert.Equal(51, new Clicks().Evaluate([100, 101], Relevant));
    }

    [Fact]
    public void An_artist_found_earns_a_quarter_once()
    {
        int[] artists = [-1, 5, 9, 5, 6, 9, 9, 6, 6, 6]; // item 8 by 6; ranked 7 (6), 3 (5, a hit), 9 (6)
        Is((1 + 0.25 * 2) / 3, new ArtistRPrecision(artists));
        Is(1 / 3.0, new ArtistRPrecision(artists) { Credit = 0 });
    }

    [Fact]
    public void Score_metrics_share_ties_and_skip_excluded_items()
    {
        float[] scores = [5, 4, 4, 3, 2, 1];
        int[] relevant = [1, 4], excluded = [0, 5];
        // eligible 1, 2, 3, 4; item 1 ties with 2 and beats 3: 1.5 of 2; item 4 beats none
        Assert.Equal(1.5 / 4, new Auc().Evaluate(scores, relevant, [1, 1], excluded), 12);
        // places ahead: 0.5 and 3, of 3
        Assert.Equal((3 * (0.5 / 3) + 1 * 1.0) / 4, new MeanPercentileRank().Evaluate(scores, relevant, [3, 1], excluded), 12);
    }

    [Fact]
    public void Lists_are_judged_beyond_accuracy()
    {
        long[] counts = [8, 4, 2, 1, 1];
        int[] list = [0, 3];
        Assert.Equal((1 + 4) / 2.0, Novelty.OfInteractions(2, counts).Evaluate(list, []), 12);
        Assert.Equal((0 + 3) / 2.0, Novelty.OfListeners(2, counts, 8).Evaluate(list, []), 12);
        Assert.Equal(4.5, new MeanPopularity(2, counts).Evaluate(list, []), 12);
        Assert.Equal((0.5 + 1 + 1) / 3, new IntraListDiversity(3, new JaccardDistance([[1, 2], [2], [3]])).Evaluate([0, 1, 2], []), 12);
        Assert.Equal((1 + 2 + 1) / 3.0, new IntraListDiversity(3, new CosineDistance([1, 0, 0, 5, -2, 0], 2)).Evaluate([0, 1, 2], []), 12);
    }

    [Fact]
    public void The_catalogue_is_judged_by_its_use()
    {
        Assert.Equal(0.5, new CatalogueCoverage(1).Evaluate([2, 0, 6, 0]));
        Assert.Equal(0, new GiniIndex(1).Evaluate([3, 3, 3]), 12);
        Assert.Equal(2 / 3.0, new GiniIndex(1).Evaluate([0, 9, 0]), 12);
        Assert.Equal(Math.Log(4), new ShannonEntropy(1).Evaluate([3, 3, 0, 3, 3]), 12);
    }

    [Fact]
    public void Every_variant_has_its_own_name()
    {
        Assert.Equal("ndcg@10", new Ndcg(10).Name);
        Assert.Equal("ndcg@10(linear,jarvelin,relevant)",
            new Ndcg(10) { Gain = Gain.Linear, Discount = Discount.Jarvelin, Ideal = IdealLength.Relevant }.Name);
        Assert.Equal("map@5(relevant)", new AveragePrecision(5) { Ideal = IdealLength.Relevant }.Name);
        Assert.Equal("recall@5(atmostcutoff)", new Recall(5) { Ideal = IdealLength.AtMostCutoff }.Name);
        Assert.Equal("ndcg", new Ndcg(int.MaxValue).Name);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Recall(5) { Ideal = IdealLength.Hits });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Precision(0));
    }
}
