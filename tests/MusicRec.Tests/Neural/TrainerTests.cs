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

    [Theory, InlineData(0), InlineData(1)]
    public void A_later_parameter_s_gradient_is_the_one_that_is_named(double clip)
    {
        var pair = new Pair();
        string message = Assert.Throws<MusicRecException>(() => pair.Fit(new() { ClipNorm = clip }, (tape, _) =>
            tape.Add(tape.Sum(pair.A), tape.Multiply(tape.Sum(pair.B), tape.Input(new Shape(1), [float.NaN]))))).Message;
        Assert.Contains("step 1", message, StringComparison.Ordinal);
        Assert.Contains("the gradient of 'b'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_last_step_that_leaves_a_weight_that_is_not_finite_is_told()
    {
        using var folder = new ScratchFolder();
        var pair = new Pair { Rate = 1e30 };
        var options = new TrainerOptions { Epochs = 1, BatchSize = 8, CheckpointPath = folder.File("run") };
        string message = Assert.Throws<MusicRecException>(() => pair.Fit(options, (tape, _) =>
            tape.Add(tape.Sum(pair.A), tape.Sum(pair.B, 1e20f)))).Message;
        Assert.Contains("step 1", message, StringComparison.Ordinal);
        Assert.Contains("the values of 'b'", message, StringComparison.Ordinal);
        Assert.False(File.Exists(options.CheckpointPath));
    }

    [Fact]
    public void A_parameter_reached_in_some_steps_only_resumes_to_the_identical_bits()
    {
        using var folder = new ScratchFolder();
        var options = new TrainerOptions { Epochs = 2, BatchSize = 2, CheckpointPath = folder.File("run"), CheckpointEvery = 1 };
        var (whole, killed, resumed) = (new Pair(), new Pair { KilledAt = 3 }, new Pair { Steps = 2 });
        whole.Fit(options with { CheckpointPath = null }, whole.Loss);
        Assert.Throws<IOException>(() => killed.Fit(options, killed.Loss));
        resumed.Fit(options, resumed.Loss);
        Assert.Equal(whole.A.ToArray(), resumed.A.ToArray());
        Assert.Equal(whole.B.ToArray(), resumed.B.ToArray());
    }

    [Fact]
    public void A_checkpoint_of_another_order_of_examples_is_refused_by_name()
    {
        using var folder = new ScratchFolder();
        var options = new TrainerOptions { Epochs = 1, BatchSize = 2, Seed = 4, CheckpointPath = folder.File("run") };
        var pair = new Pair();
        pair.Fit(options, pair.Loss);
        string Refused(TrainerOptions other, int examples = 8) =>
            Assert.Throws<MusicRecException>(() => pair.Fit(other, pair.Loss, examples)).Message;
        Assert.Contains("seed 4, and this one has 5", Refused(options with { Seed = 5 }), StringComparison.Ordinal);
        Assert.Contains("batchSize 2, and this one has 3", Refused(options with { BatchSize = 3 }), StringComparison.Ordinal);
        Assert.Contains("examples 8, and this one has 9", Refused(options, 9), StringComparison.Ordinal);
    }

    [Fact]
    public void A_finished_run_gives_its_result_again()
    {
        using var folder = new ScratchFolder();
        var options = new TrainerOptions { Epochs = 2, BatchSize = 2, CheckpointPath = folder.File("run") };
        var (first, again) = (new Pair(), new Pair());
        double loss = first.Fit(options, first.Loss);
        Assert.True(double.IsFinite(loss));
        Assert.Equal(loss, again.Fit(options, again.Loss));
        Assert.Equal(0, again.Steps);
    }

    [Fact]
    public void The_order_of_examples_is_not_of_the_numbers_that_dropout_draws()
    {
        var run = new Run(1);
        run.Fit(new() { Epochs = 2, BatchSize = 16, Seed = 3 });
        for (ulong stream = 0; stream < 1000; stream++)
        {
            int[] order = [.. Enumerable.Range(0, Examples)];
            new MusicRec.Numerics.CounterRandom(3, stream).Shuffle(order.AsSpan());
            Assert.NotEqual(order, run.Seen.Take(Examples));
            Assert.NotEqual(order, run.Seen.Skip(Examples));
        }
    }

    [Fact]
    public void Patience_without_a_validation_is_refused() =>
        Assert.Throws<ArgumentException>(() => new Run(1).Fit(new() { Epochs = 5, Patience = 2 }));

    /// <summary>Two parameters; the second takes part in the first steps only.</summary>
    private sealed class Pair : Module
    {
        private static readonly CpuBackend Backend = new(1);

        public Tensor A { get; }
        public Tensor B { get; }
        public double Rate { get; init; } = 0.01;
        public int KilledAt { get; init; } = int.MaxValue;
        public int Steps { get; set; }

        public Pair() =>
            (A, B) = (Parameter("a", new Tensor(Backend, new Shape(2), [1, 2])), Parameter("b", new Tensor(Backend, new Shape(2), [3, 4])));

        public double Fit(TrainerOptions options, Func<Tape, ReadOnlyMemory<int>, Tensor> loss, int examples = 8) =>
            new Trainer(this, new Sgd(Parameters, Rate, 0.9, decay: 0.1), options).Fit(Backend, examples, loss);

        public Tensor Loss(Tape tape, ReadOnlyMemory<int> batch)
        {
            if (++Steps == KilledAt) throw new IOException("killed");
            return tape.Sum(tape.Multiply(A, Steps < 3 ? B : A));
        }

        public override Tensor Forward(Tape tape, Tensor x) => throw new NotSupportedException();
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
