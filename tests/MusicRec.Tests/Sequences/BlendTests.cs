using MusicRec.Data;
using MusicRec.Sequences;

namespace MusicRec.Tests.Sequences;

public class BlendTests
{
    private static readonly ItemSequences Train = DrawSequences.Rows(rows: 200, items: 30, longest: 9, seed: 4);
    private static readonly ItemSequences Queries = DrawSequences.Rows(rows: 20, items: 30, longest: 6, seed: 5);
    private static readonly ISequenceModel Neighbours = new VSknn().Fit(Train), Rules = new SequentialRules().Fit(Train);

    [Theory]
    [InlineData(BlendScale.Maximum), InlineData(BlendScale.Exponential), InlineData(BlendScale.ReciprocalRank)]
    public void Scores_are_the_weighted_sum_of_scaled_scores(BlendScale scale)
    {
        float[] actual = DrawSequences.Score(new Blend([new(Neighbours, 0.7, scale), new(Rules, 0.2)]), Queries);
        float[][] one = [.. DrawSequences.Score(Neighbours, Queries).Chunk(30)], two = [.. DrawSequences.Score(Rules, Queries).Chunk(30)];
        var expected = new float[actual.Length];
        for (int row = 0; row < Queries.Count; row++)
        {
            for (int i = 0; i < 30; i++)
            {
                double first = scale switch
                {
                    BlendScale.Maximum => one[row].Max() > 0 ? one[row][i] / one[row].Max() : 0,
                    BlendScale.Exponential => Math.Exp(one[row][i] - one[row].Max()),
                    _ => one[row][i] > one[row].Min() ? 20.0 / (20 + one[row].Count(s => s > one[row][i])) : 0,
                };
                double second = two[row].Max() > 0 ? two[row][i] / two[row].Max() : 0;
                expected[30 * row + i] = (float)(0.7 * first + 0.2 * second);
            }
        }
        Close.Check(expected, actual, $"{scale}");
    }

    [Fact]
    public void Beyond_a_thousand_ranks_nothing_counts_and_ties_share_the_better_rank()
    {
        int[][] rows = [[0, 1], .. Enumerable.Range(0, 1500).SelectMany(i => Enumerable.Repeat((int[])[0, i], i < 990 ? 1500 - i : 3))];
        var train = DrawSequences.Of(1500, rows);
        float[] scores = DrawSequences.Score(new SequentialRules().Fit(train), DrawSequences.Of(1500, [0]));
        var blend = new Blend([new(new SequentialRules().Fit(train), 1, BlendScale.ReciprocalRank)]);
        float[] blended = DrawSequences.Score(blend, DrawSequences.Of(1500, [0]));
        float[] falling = [.. scores.OrderDescending()];
        Assert.Equal(falling[990], falling[999]);
        for (int i = 0; i < 1500; i++)
        {
            int rank = Array.IndexOf(falling, scores[i]);
            float expected = scores[i] > falling[^1] && rank < 1000 ? 20f / (20 + rank) : 0;
            Assert.Equal(expected, blended[i], 1e-6f);
        }
    }

    [Fact]
    public void A_row_with_scores_below_zero_runs_from_its_least_to_its_largest()
    {
        var history = DrawSequences.Of(4, [0]);
        float[] Blended(params float[] scores) =>
            DrawSequences.Score(new Blend([new(new FixedScores(scores), 0.5)]), history);
        Assert.Equal([0.5f, 0, 0.25f, 0.375f], Blended(-1, -5, -3, -2)); // a network's scores: all below 0, none is lost
        Assert.Equal([0, 0.5f, 0.25f, 0.125f], Blended(-4, 4, 0, -2));
        Assert.Equal([0, 0.5f, 0.125f, 0], Blended(0, 4, 1, 0));
        Assert.Equal([0, 0, 0, 0], Blended(-3, -3, -3, -3));
        Assert.Equal([0.5f, 0.5f, 0.5f, 0.5f], Blended(3, 3, 3, 3));
    }

    [Theory, InlineData(7), InlineData(999), InlineData(1000), InlineData(1001), InlineData(5000)]
    public void Reciprocal_ranks_are_those_of_a_sort_whatever_ties(int items)
    {
        float[] drawn = Draw.Floats(items, items);
        foreach (int steps in (int[])[3, 40, 1_000_000])
        {
            float[] scores = [.. drawn.Select(x => MathF.Round(x * steps) / steps)], falling = [.. scores.OrderDescending()];
            float[] blended = DrawSequences.Score(
                new Blend([new(new FixedScores(scores), 1, BlendScale.ReciprocalRank)]), DrawSequences.Of(items, [0]));
            var rankOf = falling.Select((score, rank) => (score, rank)).GroupBy(p => p.score).ToDictionary(g => g.Key, g => g.First().rank);
            for (int i = 0; i < items; i++)
            {
                int rank = rankOf[scores[i]];
                Assert.Equal(scores[i] > falling[^1] && rank < 1000 ? 20f / (20 + rank) : 0, blended[i]);
            }
        }
    }

    [Fact]
    public void A_state_moved_on_play_by_play_scores_like_the_whole_history()
    {
        var network = new Gru4Rec(new() { Units = 7, Epochs = 1, BatchSize = 5, Samples = 9 }).Fit(Train);
        var blend = new Blend([new(Neighbours, 0.4), new(new FixedScores(new float[30]), 0), new(Rules, 0.2),
            new(network, 0.3, BlendScale.ReciprocalRank), new(new LengthOfHistory(30), 0.1)]);
        var states = new float[Queries.Count * blend.StateLength];
        for (int row = 0; row < Queries.Count; row++)
            foreach (int item in Queries[row]) blend.Advance([item], states.AsSpan(row * blend.StateLength, blend.StateLength));
        var scores = new float[Queries.Count * 30];
        blend.ScoreStates(states, scores);
        Close.Check(DrawSequences.Score(blend, Queries), scores, "blend");
        Assert.Equal(128, blend.Remembers);
        Assert.Equal(int.MaxValue, new Blend([new(Rules, 1), new(network, 1)]).Remembers);
        float[] before = [.. states];
        Assert.ThrowsAny<ArgumentException>(() => blend.Advance([.. new int[Queries.Count - 1], 30], states));
        Assert.Equal(before, states); // refused before any part has moved on
    }

    [Fact]
    public void A_part_of_weight_zero_changes_nothing() =>
        Assert.Equal(DrawSequences.Score(new Blend([new(Rules, 1)]), Queries),
            DrawSequences.Score(new Blend([new(Neighbours, 0), new(Rules, 1)]), Queries));

    [Fact]
    public void Parts_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new Blend([]));
        Assert.Throws<ArgumentException>(() => new Blend([new(Rules, 0)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BlendPart(Rules, -1));
        Assert.Throws<ArgumentException>(() => new Blend([new(Rules, 1), new(new VSknn().Fit(DrawSequences.Of(3, [0, 1])), 1)]));
    }

    // A model that keeps no state of its own: the item whose index is the number of events.
    private sealed class LengthOfHistory(int items) : ISequenceModel
    {
        public IdMap ItemIds { get; } = IdMap.Sequential(items);

        public void ScoreNext(ItemSequences histories, ReadOnlySpan<int> rows, Span<float> scores)
        {
            scores.Clear();
            for (int r = 0; r < rows.Length; r++) scores[r * items + histories[rows[r]].Length] = 1;
        }
    }

    private sealed class FixedScores(float[] scores) : ISequenceModel
    {
        public IdMap ItemIds { get; } = IdMap.Sequential(scores.Length);

        public void ScoreNext(ItemSequences histories, ReadOnlySpan<int> rows, Span<float> result)
        {
            for (int r = 0; r < rows.Length; r++) scores.CopyTo(result[(r * scores.Length)..]);
        }
    }
}
