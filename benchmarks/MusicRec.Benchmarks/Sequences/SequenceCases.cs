using MusicRec.Benchmarks.Ledger;
using MusicRec.Evaluation;
using MusicRec.Sequences;

namespace MusicRec.Benchmarks;

/// <summary>Fitted models of what comes next, on sessions of the shape of #nowplaying: training, the time to continue one session, evaluation, and
/// how much of a batch is padding.</summary>
internal static class SequenceCases
{
    private const int TrainingSessions = 12_000, Batch = 64, Width = 50, Length = 50, Songs = SimulatedSessions.Songs, Cases = 89_824, Sample = 10;

    public static IEnumerable<LedgerCase> All() =>
    [
        new("gru4rec/train/128-units-batch-64", "events/cpu-s", context => TrainGru()) { Bar = 33_000 },
        new("sasrec/train/d50-length-50", "events/cpu-s", context => TrainSasRec(SequenceLoss.SampledSoftmax)) { Bar = 25_000 },
        new("sasrec/train/d50-length-50/pairs", "events/cpu-s", context => TrainSasRec(SequenceLoss.BinaryCrossEntropy)) { Bar = 25_000 },
        new("v-sknn/fit/128077-sessions", "cpu-s", context => new(Timing.Processor(3, () => new VSknn().Fit(SimulatedSessions.Train.Value))))
        { Bar = 3, LowerIsBetter = true },
        new("v-sknn/next/60416-songs", "ms/session", context => NextByNeighbours()) { Bar = 0.1, LowerIsBetter = true },
        new("gru4rec/next/60416-songs/incremental", "ms/play", context => NextByState()) { Bar = 1.5, LowerIsBetter = true },
        new("evaluation/gru4rec/89824-next-songs/from-1-10", "cpu-s", context => Evaluate(Recurrent.Value)) { Bar = 30, LowerIsBetter = true },
        new("evaluation/v-sknn/89824-next-songs/from-1-10", "cpu-s", context => Evaluate(Neighbours.Value)) { Bar = 8, LowerIsBetter = true },
        new("batches/session-parallel/waste", "% of arithmetic", context => IdleRows()) { Bar = 10, LowerIsBetter = true },
        new("batches/packed-attention/waste", "% of arithmetic", context => MaskedShare()) { Bar = 10, LowerIsBetter = true },
    ];

    private static readonly Lazy<SessionKnnModel> Neighbours = new(() => new VSknn().Fit(SimulatedSessions.Train.Value));

    // Scores cost the same however well a model is trained.
    private static readonly Lazy<Gru4RecModel> Recurrent = new(() =>
        new Gru4Rec(new() { Epochs = 1, Units = 128 }).Fit(SimulatedSessions.First(SimulatedSessions.Train.Value, 500)));

    private static Measurement TrainGru()
    {
        var options = new Gru4RecOptions { Units = 128, BatchSize = Batch, Samples = 2048, Epochs = 3, Threads = 1 };
        return Rate(TrainingSessions, (data, clock) => new Gru4Rec(options).Fit(data, clock));
    }

    private static Measurement TrainSasRec(SequenceLoss loss)
    {
        var options = new SasRecOptions { Width = Width, MaxLength = Length, Loss = loss, Epochs = 3, Threads = 1 };
        return Rate(TrainingSessions, (data, clock) => new SasRec(options).Fit(data, clock));
    }

    private static Measurement Rate(int sessions, Action<ItemSequences, StepClock> fit)
    {
        var (data, clock) = (SimulatedSessions.First(SimulatedSessions.Train.Value, sessions), new StepClock());
        fit(data, clock);
        return new Measurement(SimulatedSessions.NextSongs(data) / clock.Processor);
    }

    // Scores of all songs and the best 20 of them, for one session after another.
    private static Measurement NextByNeighbours()
    {
        var (model, sessions) = (Neighbours.Value, SimulatedSessions.First(SimulatedSessions.Test.Value, 500));
        ItemSequences[] each = [.. Enumerable.Range(0, sessions.Count).Select(row => sessions.Select([row]))];
        var options = new MusicRec.Ranking.RankingOptions { K = 20, Threads = 1 };
        double seconds = Timing.InterleavedProcessor(5, () =>
        {
            foreach (var session in each) SequenceRanker.RecommendNext(model, session, options);
        })[0];
        return new Measurement(1e3 * seconds / each.Length);
    }

    // One more play into a state, scores of all songs, and the best 20 of them.
    private static Measurement NextByState()
    {
        var (model, list) = (Recurrent.Value, new Kernels.TopList());
        var (state, scores, best, bestScores) = (new float[model.StateLength], new float[Songs], new int[20], new float[20]);
        int play = 0;
        double seconds = Timing.InterleavedProcessor(20, () =>
        {
            model.Advance([play++ * 31 % Songs], state);
            model.ScoreStates(state, scores);
            list.Start(best.Length, []);
            Kernels.TopScores.Scan(scores, [], list);
            list.Take(best, bestScores);
        })[0];
        return new Measurement(1e3 * seconds);
    }

    // A tenth of the held-out sessions, scaled to the 89,824 next songs of all.
    private static Measurement Evaluate(ISequenceModel model)
    {
        var test = SimulatedSessions.Test.Value;
        var part = test.Select([.. Enumerable.Range(0, test.Count / Sample).Select(row => row * Sample)]);
        var evaluator = new SequenceEvaluator(new() { Resamples = 0 });
        double seconds = Timing.Processor(2, () => evaluator.Evaluate("model", model, part));
        return new Measurement(seconds * Cases / SimulatedSessions.NextSongs(part));
    }

    // Rows of a full batch that no session is left for.
    private static Measurement IdleRows()
    {
        var data = SimulatedSessions.Train.Value;
        long rows = 0, steps = 0;
        for (var batches = new SessionBatches(data, Batch, Enumerable.Range(0, data.Count)); batches.Advance(); steps++) rows += batches.Count;
        return new Measurement(100 * (1 - rows / (double)(steps * Batch)));
    }

    // Of a block's products forward, those of queries with keys and values that come later: every event has 6 d^2 of its own and 2 d for each event
    // of its session, of which those up to its own count.
    private static Measurement MaskedShare()
    {
        double useful = 0, all = 0;
        var batches = new PackedBatches(SimulatedSessions.Train.Value, 128, Length);
        for (batches.Shuffle(new(1, 9)); batches.Advance();)
        {
            int[] offsets = batches.Inputs.Offsets;
            for (int s = 0; s + 1 < offsets.Length; s++)
            {
                double n = offsets[s + 1] - offsets[s], own = 6.0 * n * Width * Width;
                useful += own + n * (n + 1) * Width;
                all += own + 2 * n * n * Width;
            }
        }
        return new Measurement(100 * (1 - useful / all));
    }
}
