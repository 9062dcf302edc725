using MusicRec.Compute;
using MusicRec.Neural;

namespace MusicRec.Tests.Neural;

public class TrainerTests
{
    private const int Examples = 200;

    [Fact]
    public void A_network_learns_what_no_line_can_separate()
    {
        var run = new Run(threads: 2);
        Assert.InRange(run.Fit(new() { Epochs = 60, BatchSize = 16, Seed = 1 }), 0, Math.Log(2) / 2); // half of chance, dropout being on
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_on_any_number_of_threads()
    {
        var runs = new[] { 1, 2, 7 }.Select(threads => new Run(threads)).ToArray();
        foreach (var run in runs) run.Fit(new() { Epochs = 3, BatchSize = 17, Seed = 1, ClipNorm = 1 });
        Assert.Equal(runs[0].Weights, runs[1].Weights);
        Assert.Equal(runs[0].Weights, runs[2].Weights);
        var other = new Run(1);
        other.Fit(new() { Epochs = 3, BatchSize = 17, Seed = 2, ClipNorm = 1 });
        Assert.NotEqual(runs[0].Weights, other.Weights);
    }

    [Theory]
    [InlineData(1), InlineData(13), InlineData(26), InlineData(29)]
    public void A_run_killed_at_any_step_resumes_to_the_identical_bits(int steps)
    {
        using var folder = new ScratchFolder();
        var whole = new Run(1);
        whole.Fit(new() { Epochs = 4, BatchSize = 16, Seed = 3 });
        var options = new TrainerOptions { Epochs = 4, BatchSize = 16, Seed = 3, CheckpointPath = folder.File("run"), CheckpointEvery = 5 };
        Assert.Throws<IOException>(() => new Run(1) { KilledAt = steps }.Fit(options)); // no chance to write anything
        var resumed = new Run(1);
        resumed.Fit(options);
        Assert.Equal(whole.Weights, resumed.Weights);
        Assert.True(steps < 6 || resumed.Steps < whole.Steps, "the resumed run began again from nothing");
    }

    [Fact]
    public void A_cancelled_run_resumes_where_it_stopped()
    {
        using var folder = new ScratchFolder();
        using var cancel = new CancellationTokenSource();
        var options = new TrainerOptions { Epochs = 2, BatchSize = 16, Seed = 3, CheckpointPath = folder.File("run") };
        var (whole, stopped, resumed) = (new Run(1), new Run(1) { OnStep = step => { if (step == 7) cancel.Cancel(); } }, new Run(1));
        whole.Fit(options with { CheckpointPath = null });
        Assert.Throws<OperationCanceledException>(() => stopped.Fit(options, cancel: cancel.Token));
        resumed.Fit(options);
        Assert.Equal(whole.Steps - 7, resumed.Steps);
        Assert.Equal(whole.Weights, resumed.Weights);
    }

    [Fact]
    public void Training_stops_when_patience_ends_and_the_best_weights_come_back()
    {
        double[] values = [3, 2, 4, 5, 1];
        int epoch = 0;
        var run = new Run(1);
        var seen = new List<float[]>();
        double best = run.Fit(new() { Epochs = 5, Patience = 2 }, validation: _ =>
        {
            seen.Add(run.Weights);
            return values[epoch++];
        });
        Assert.Equal(2, best);
        Assert.Equal(4, epoch);
        Assert.Equal(seen[1], run.Weights);
    }

    [Fact]
    public void A_run_that_breaks_down_names_step_and_parameter()
    {
        var run = new Run(1) { Poisoned = 5 };
        string message = Assert.Throws<MusicRecException>(() => run.Fit(new() { Epochs = 2, BatchSize = 16 })).Message;
        Assert.Contains("step 5", message, StringComparison.Ordinal);
        Assert.Contains("the gradient of '0.weight'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Batches_read_in_the_background_give_the_identical_bits()
    {
        var (plain, prefetched, broken) = (new Run(1), new Run(1), new Run(1) { KilledAt = 3 });
        var options = new TrainerOptions { Epochs = 3, BatchSize = 16, Seed = 3 };
        double loss = plain.Fit(options);
        var seen = new List<int>();
        Assert.Equal(loss, prefetched.FitPrefetched(options, seen.Add));
        Assert.Equal(plain.Weights, prefetched.Weights);
        Assert.Equal(plain.Seen, seen);
        Assert.Throws<IOException>(() => broken.FitPrefetched(options, _ => { }));
        Assert.Throws<TimeZoneNotFoundException>(() => new Run(1).FitPrefetched(options, _ => throw new TimeZoneNotFoundException()));
    }

    [Fact]
    public void An_average_of_the_weights_is_judged_and_kept()
    {
        var (first, run) = (new Run(1), new Run(1));
        var options = new TrainerOptions { Epochs = 1, BatchSize = Examples, Seed = 3 };
        float[] before = first.Weights;
        first.Fit(options);
        float[] judged = [];
        run.Fit(options with { AverageDecay = 0.75 }, validation: _ =>
        {
            judged = run.Weights;
            return 1;
        });
        int parameters = before.Length - 64; // running moments are not averaged
        float[] expected = [.. before.Take(parameters).Select((w, i) => 0.75f * w + 0.25f * first.Weights[i])];
        Close.Check(expected, judged.AsSpan(0, parameters), "average after one step");
        Assert.Equal(judged, run.Weights);
    }

    [Fact]
    public void An_averaged_run_killed_at_a_step_resumes_to_the_identical_bits()
    {
        using var folder = new ScratchFolder();
        var options = new TrainerOptions { Epochs = 3, BatchSize = 16, Seed = 3, AverageDecay = 0.9 };
        var (whole, resumed) = (new Run(1), new Run(1));
        whole.Fit(options);
        options = options with { CheckpointPath = folder.File("run"), CheckpointEvery = 5 };
        Assert.Throws<IOException>(() => new Run(1) { KilledAt = 20 }.Fit(options));
        resumed.Fit(options);
        Assert.Equal(whole.Weights, resumed.Weights);
    }

    /// <summary>Points of a square, labelled by the signs of their coordinates: a problem for a hidden layer.</summary>
    private sealed class Run
    {
        private static readonly float[] Points = Draw.Floats(2 * Examples, 6);
        private readonly CpuBackend _backend;
        private readonly Sequential _network;

        public Run(int threads)
        {
            _backend = new CpuBackend(threads);
            var init = new Initializer(_backend, 1);
            _network = new(new Linear(init, 2, 32, Activation.Tanh), new Dropout(0.05), new BatchNorm(init, 32), new Linear(init, 32, 2));
        }

        public int KilledAt { get; init; } = int.MaxValue;
        public int Poisoned { get; init; } = int.MaxValue;
        public Action<int>? OnStep { get; init; }
        public int Steps { get; private set; }
        public float[] Weights => [.. _network.Parameters.Concat(_network.Buffers).SelectMany(p => p.Value.ToArray())];

        public double Fit(TrainerOptions options, Func<Tape, double>? validation = null, CancellationToken cancel = default) =>
            new Trainer(_network, new Adam(_network.Parameters, 0.01), options).Fit(_backend, Examples, Loss, validation, cancel: cancel);

        public List<int> Seen { get; } = [];

        public double FitPrefetched(TrainerOptions options, Action<int> onLoad)
        {
            var trainer = new Trainer(_network, new Adam(_network.Parameters, 0.01), options);
            return trainer.Fit(_backend, Examples, Load, (tape, batch) => Loss(tape, batch));

            ReadOnlyMemory<int> Load(ReadOnlyMemory<int> examples)
            {
                foreach (int example in examples.Span) onLoad(example);
                return examples;
            }
        }

        private Tensor Loss(Tape tape, ReadOnlyMemory<int> examples)
        {
            Seen.AddRange(examples.Span);
            Steps++;
            OnStep?.Invoke(Steps);
            if (Steps == KilledAt) throw new IOException("killed");
            var points = new float[2 * examples.Length];
            var labels = new int[examples.Length];
            for (int i = 0; i < labels.Length; i++)
            {
                (points[2 * i], points[2 * i + 1]) = (Points[2 * examples.Span[i]], Points[2 * examples.Span[i] + 1]);
                labels[i] = points[2 * i] * points[2 * i + 1] > 0 ? 1 : 0;
            }
            if (Steps == Poisoned) points[0] = float.NaN;
            return tape.SoftmaxCrossEntropy(_network.Forward(tape, tape.Input(new Shape(labels.Length, 2), points)), labels);
        }
    }
}
