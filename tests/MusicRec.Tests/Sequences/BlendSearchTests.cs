using MusicRec.Evaluation;
using MusicRec.Kernels;
using MusicRec.Numerics;
using MusicRec.Sequences;

namespace MusicRec.Tests.Sequences;

public unsafe class BlendSearchTests
{
    private static readonly ItemSequences Train = DrawSequences.Rows(rows: 150, items: 40, longest: 9, seed: 3);
    private static readonly ItemSequences Held = DrawSequences.Rows(rows: 30, items: 40, longest: 9, seed: 4);

    private static BlendPart[] Parts =>
    [
        new(new Sknn().Fit(Train), 1), new(new SequentialRules().Fit(Train), 1, BlendScale.ReciprocalRank),
        new(new EventPopularity().Fit(Train), 1, BlendScale.Exponential),
    ];

    [Fact]
    public void Every_trial_is_what_the_evaluator_says_of_that_blend()
    {
        var trials = new BlendSearch(new() { Steps = 3, Cutoff = 5, Cases = int.MaxValue }).Run(Parts, Held);
        Assert.Equal(10, trials.Count);
        var evaluator = new SequenceEvaluator(new() { Metrics = [new HitRate(5), new ReciprocalRank(5)], Resamples = 0 });
        foreach (var trial in trials)
        {
            Assert.Equal(1, trial.Parts.Sum(part => part.Weight), 1e-12);
            var report = evaluator.Evaluate("blend", new Blend(trial.Parts), Held);
            Assert.Equal(report["hit@5"].Mean, trial.HitRate, 1e-12);
            Assert.Equal(report["mrr@5"].Mean, trial.ReciprocalRank, 1e-12);
        }
        Assert.Equal(trials.Max(trial => trial.HitRate + trial.ReciprocalRank), trials[0].HitRate + trials[0].ReciprocalRank);
    }

    [Fact]
    public void Threads_change_nothing_and_the_seed_draws_the_cases()
    {
        double[] Hits(int threads, ulong seed) =>
            [.. new BlendSearch(new() { Steps = 4, Cases = 20, Threads = threads, Seed = seed }).Run(Parts, Held).Select(trial => trial.HitRate)];
        Assert.Equal(Hits(1, 0), Hits(7, 0));
        Assert.NotEqual(Hits(1, 0), Hits(1, 1));
    }

    [Fact]
    public void Nothing_to_choose_by_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new BlendSearch().Run([], Held));
        Assert.Throws<ArgumentException>(() => new BlendSearch().Run(Parts, DrawSequences.Of(40, [1], [2])));
        Assert.Throws<ArgumentException>(() => new BlendSearch().Run(Parts, DrawSequences.Of(41, [1, 2])));
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => new BlendSearch().Run(Parts, Held, null, source.Token));
    }

    [Theory]
    [InlineData(1, 1), InlineData(1, 40), InlineData(3, 7), InlineData(2, 16), InlineData(4, 61)]
    [Trait(EveryWidth.Name, EveryWidth.Value)]
    public void A_blended_rank_is_the_definition(int parts, int items)
    {
        var random = new CounterRandom(5, (ulong)items);
        float[] scores = [.. Enumerable.Range(0, parts * items).Select(i => (int)(4 * random.Uniform((ulong)i)) / 4f)]; // many ties
        float[] weights = [.. Enumerable.Range(1, parts).Select(p => 1f / (1 << p))];
        fixed (float* s = scores, w = weights)
        {
            for (int item = 0; item < items; item++)
                Assert.Equal(BlendedRank.Reference(s, w, parts, items, item), BlendedRank.Run(s, w, parts, items, item));
        }
    }
}
