using MusicRec.Ranking;
using MusicRec.Sequences;

namespace MusicRec.Tests.Sequences;

public class SequenceRankerTests
{
    private static readonly ItemRuleModel Model = new SequentialRules().Fit(DrawSequences.Of(6, [0, 1, 2, 1], [0, 1], [4]));

    [Fact]
    public void Lists_hold_exactly_min_of_k_and_eligible_ties_by_lower_item()
    {
        var lists = SequenceRanker.RecommendNext(Model, DrawSequences.Of(6, [3, 0], []), new() { K = 50 });
        Assert.Equal([1, 2, 0, 3, 4, 5], Items(lists, 0)); // 1: 1 + 1 + 1/3, 2: 1/2, the rest 0
        Assert.Equal([0, 1, 2, 3, 4, 5], Items(lists, 1));
        Assert.Equal([1, 2], Items(SequenceRanker.RecommendNext(Model, DrawSequences.Of(6, [0]), new() { K = 2 }), 0));
    }

    [Fact]
    public void Repeats_and_masks_are_left_out_on_request()
    {
        var histories = DrawSequences.Of(6, [1, 0], [2, 2, 1]);
        var options = new RankingOptions { K = 6, Deny = new ItemMask([5], 6) };
        var lists = SequenceRanker.RecommendNext(Model, histories, options, allowRepeats: false);
        Assert.Equal([2, 3, 4], Items(lists, 0));
        Assert.Equal([0, 3, 4], Items(lists, 1));
        Assert.Equal([1, 2, 0, 3, 4], Items(SequenceRanker.RecommendNext(Model, histories, options), 0));
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(7)]
    public void Threads_do_not_change_the_lists(int threads)
    {
        var train = DrawSequences.Rows(rows: 400, items: 90, longest: 8, seed: 6);
        var cases = NextItemCases.Of(DrawSequences.Rows(rows: 80, items: 90, longest: 6, seed: 7));
        var model = new VSknn(new() { Neighbours = 12, SampleSize = 40 }).Fit(train);
        var lists = SequenceRanker.RecommendNext(model, cases.Histories, new() { K = 20, Threads = threads });
        for (int q = 0; q < cases.Histories.Count; q++)
        {
            double[] scores = model.ScoreExactly(cases.Histories[q], []);
            Assert.Equal(Enumerable.Range(0, 90).OrderByDescending(i => (float)scores[i]).ThenBy(i => i).Take(20), Items(lists, q));
        }
    }

    [Fact]
    public void Histories_of_another_catalogue_are_refused()
    {
        var foreign = DrawSequences.Of(7, [6]);
        Assert.Throws<ArgumentException>(() => SequenceRanker.RecommendNext(Model, foreign));
        Assert.Throws<ArgumentException>(() => Model.ScoreNext(foreign, [0], new float[7]));
        Assert.Throws<ArgumentException>(() => Model.ScoreNext(DrawSequences.Of(6, [1]), [0], new float[5]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Model.ScoreNext(DrawSequences.Of(6, [1]), [1], new float[6]));
    }

    private static int[] Items(Rankings lists, int row) => [.. lists[row].ToArray().Select(r => r.Item)];
}
