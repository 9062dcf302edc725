using MusicRec.Data;
using MusicRec.Evaluation;
using MusicRec.Sequences;
using MusicRec.Tests.Sequences;

namespace MusicRec.Tests.Evaluation;

public class SequenceEvaluatorTests
{
    private static readonly ItemSequences Train = DrawSequences.Rows(rows: 120, items: 40, longest: 9, seed: 1);
    private static readonly ItemSequences Test = DrawSequences.Rows(rows: 50, items: 40, longest: 7, seed: 2);

    private static readonly int[] Artists = [.. Enumerable.Range(0, 40).Select(item => item / 3 - 1)];

    private static readonly SequenceEvaluatorOptions Options = new()
    {
        Metrics = [new HitRate(5), new ReciprocalRank(5), new Ndcg(5), new Recall(5), new RPrecision(), new ArtistRPrecision(Artists)],
        CatalogueMetrics = [new CatalogueCoverage(5)],
        Resamples = 50,
    };

    [Theory]
    [InlineData(SequenceProtocol.NextItem), InlineData(SequenceProtocol.RemainingItems)]
    public void Values_are_those_of_whole_sorted_rankings(SequenceProtocol protocol)
    {
        foreach (var model in (ISequenceModel[])[new VSknn().Fit(Train), new SequentialRules().Fit(Train), new EventPopularity().Fit(Train)])
        {
            var report = new SequenceEvaluator(Options with { Protocol = protocol }).Evaluate("x", model, Test);
            foreach (var metric in Options.Metrics)
            {
                var (sum, cases) = (0.0, 0);
                for (int row = 0; row < Test.Count; row++)
                {
                    int[] events = Test[row].ToArray();
                    for (int n = 1; n < events.Length; n++, cases++)
                    {
                        int[] relevant = protocol == SequenceProtocol.NextItem ? [events[n]] : [.. events[n..].Distinct().Order()];
                        float[] scores = DrawSequences.Score(model, DrawSequences.Of(40, events[..n]));
                        int[] ranked = [.. Enumerable.Range(0, 40).OrderByDescending(i => scores[i])
                            .ThenBy(i => Array.BinarySearch(relevant, i) >= 0).ThenBy(i => i)];
                        sum += metric.Evaluate(ranked, relevant);
                    }
                }
                Assert.Equal(sum / cases, report[metric.Name].Mean, 1e-12);
            }
        }
    }

    [Fact]
    public void A_list_is_as_long_as_what_is_relevant()
    {
        var sessions = DrawSequences.Of(40, [.. Enumerable.Range(0, 12)]);
        var report = new SequenceEvaluator(new() { Metrics = [new RPrecision()], Protocol = SequenceProtocol.RemainingItems })
            .Evaluate("x", new SequentialRules(new() { Steps = 12 }).Fit(sessions), sessions);
        Assert.Equal(1, report["r-precision"].Mean, 1e-12); // all that comes is told from the last event, up to eleven items
    }

    [Fact]
    public void A_very_long_history_is_evaluated()
    {
        var history = DrawSequences.Of(7, [.. Enumerable.Range(0, 100_000).Select(i => i % 7)]);
        var options = new SequenceEvaluatorOptions { Metrics = [new HitRate(1), new RPrecision()], Resamples = 0 };
        var model = new MarkovChain().Fit(history);
        foreach (var protocol in Enum.GetValues<SequenceProtocol>())
        {
            var report = new SequenceEvaluator(options with { Protocol = protocol }).Evaluate("x", model, history);
            Assert.Equal(1, report["hit@1"].Mean, 1e-12);
            Assert.InRange(report["r-precision"].Mean, 0.9999, 1);
        }
    }

    [Fact]
    public void A_model_that_does_not_decide_earns_nothing()
    {
        var flat = new EventPopularity().Fit(DrawSequences.Of(40, []));
        var report = new SequenceEvaluator(Options).Evaluate("flat", flat, Test);
        Assert.Equal(0, report["hit@5"].Mean);
        Assert.Equal(0, report["mrr@5"].Mean);
    }

    [Fact]
    public void At_the_mean_rank_ties_are_halved()
    {
        // of ten items of one score the next one has ranks 1 to 10, at the mean 5.5, rounded up 6
        var flat = new EventPopularity().Fit(DrawSequences.Of(10, []));
        var session = DrawSequences.Of(10, [0, 9]);
        double Mrr(int cutoff) => new SequenceEvaluator(new() { Metrics = [new ReciprocalRank(cutoff)], Ties = TiePolicy.Mean })
            .Evaluate("flat", flat, session).Metrics[0].Mean;
        Assert.Equal(1 / 6.0, Mrr(10), 1e-12);
        Assert.Equal(1 / 6.0, Mrr(6), 1e-12);
        Assert.Equal(0, Mrr(5));
        Assert.Throws<ArgumentException>(() => new SequenceEvaluator(new() { Ties = TiePolicy.Mean, Protocol = SequenceProtocol.RemainingItems }));
    }

    [Fact]
    public void The_mean_rank_is_that_of_a_count_of_better_and_equal_items()
    {
        var model = new SequentialRules().Fit(Train);
        var options = new SequenceEvaluatorOptions { Metrics = [new ReciprocalRank(40), new HitRate(5)], Ties = TiePolicy.Mean };
        var report = new SequenceEvaluator(options).Evaluate("x", model, Test);
        var (reciprocal, hits, cases) = (0.0, 0, 0);
        for (int row = 0; row < Test.Count; row++)
        {
            for (int n = 1; n < Test[row].Length; n++, cases++)
            {
                float[] scores = DrawSequences.Score(model, DrawSequences.Of(40, Test[row][..n].ToArray()));
                float own = scores[Test[row][n]];
                int rank = 1 + scores.Count(s => s > own) + scores.Count(s => s == own) / 2;
                reciprocal += 1.0 / rank;
                if (rank <= 5) hits++;
            }
        }
        Assert.Equal(reciprocal / cases, report["mrr@40"].Mean, 1e-12);
        Assert.Equal((double)hits / cases, report["hit@5"].Mean, 1e-12);
    }

    [Fact]
    public void Sequences_are_counted_weighted_by_cases_and_have_intervals()
    {
        var sessions = DrawSequences.Of(3, [0, 1], [], [2], [0, 1, 0, 1]);
        var model = new SequentialRules().Fit(sessions);
        var report = new SequenceEvaluator(Options).Evaluate("x", model, sessions);
        Assert.Equal([0, 3], report.Users.ToArray());
        Assert.Equal(2, report.UsersWithoutTest);
        Assert.Equal([1, 3], report["hit@5"].Weights.ToArray());
        var interval = report["mrr@5"].Interval!.Value;
        Assert.InRange(report["mrr@5"].Mean, interval.Low, interval.High);
        Assert.InRange(report.Catalogue["coverage@5"], 0.3, 1);
    }

    [Fact]
    public void Only_what_is_hidden_is_predicted_from_all_before_it()
    {
        var model = new SequentialRules().Fit(Train);
        var (shown, hidden) = (DrawSequences.Of(40, [3, 1], [], [2], [5]), DrawSequences.Of(40, [0, 2], [1, 4], [], [7]));
        var report = new SequenceEvaluator(Options).Evaluate("x", model, shown, hidden);
        Assert.Equal([0, 1, 3], report.Users.ToArray());
        Assert.Equal([2, 1, 1], report["hit@5"].Weights.ToArray());
        var all = new SequenceEvaluator(Options);
        double Mrr(params int[] session) // of the last event alone: all cases less those before it
        {
            double Sum(int[] events) => events.Length < 2 ? 0
                : all.Evaluate("x", model, DrawSequences.Of(40, events))["mrr@5"].PerUser[0] * (events.Length - 1);
            return Sum(session) - Sum(session[..^1]);
        }
        double[] expected = [(Mrr(3, 1, 0) + Mrr(3, 1, 0, 2)) / 2, Mrr(1, 4), Mrr(5, 7)];
        for (int r = 0; r < 3; r++) Assert.Equal(expected[r], report["mrr@5"].PerUser[r], 1e-12);
        Assert.Throws<ArgumentException>(() => all.Evaluate("x", model, shown, DrawSequences.Of(40, [1])));
    }

    [Fact]
    public void The_bits_do_not_depend_on_the_number_of_threads()
    {
        var model = new VSknn().Fit(Train);
        double[] Means(int threads) =>
            [.. new SequenceEvaluator(Options with { Threads = threads }).Evaluate("x", model, Test).Metrics.SelectMany(m => m.PerUser.ToArray())];
        Assert.Equal(Means(1), Means(2));
        Assert.Equal(Means(1), Means(7));
    }

    [Fact]
    public void What_cannot_be_evaluated_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new SequenceEvaluator(new() { Metrics = [new ReciprocalRank(int.MaxValue)] }));
        Assert.Throws<ArgumentException>(() => new SequenceEvaluator(new() { Metrics = [new PooledPrecision(5)] }));
        Assert.Throws<ArgumentException>(() => new SequenceEvaluator().Evaluate("x", new VSknn().Fit(Train), DrawSequences.Of(3, [0, 1])));
        var none = new SequenceEvaluator(Options).Evaluate("x", new VSknn().Fit(Train), DrawSequences.Of(40, [1], []));
        Assert.Equal(0, none["hit@5"].Mean);
    }

    [Fact]
    public void Sessions_read_in_another_order_are_brought_into_the_model_s()
    {
        var read = SessionReader.Read(new MemoryStream("c a x\nb c\n"u8.ToArray()), "test");
        var known = new IdMap(["a", "b", "c"]);
        var sessions = ItemSequences.From(read, known);
        Assert.Equal([2, 0], sessions[0].ToArray());
        Assert.Equal([1, 2], sessions[1].ToArray());
        Assert.Equal([1, 2], sessions.Select([1])[0].ToArray());
        Assert.Equal([0, 1, 2], ItemSequences.From(read)[0].ToArray());
    }
}
