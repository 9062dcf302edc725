using MusicRec.Compute;
using MusicRec.Neural;
using MusicRec.Numerics;

namespace MusicRec.Tests.Neural;

public class DbnTests
{
    private static readonly DbnOptions Options = new()
    {
        Layers = [6, 4],
        Training = new() { Visible = VisibleUnits.Gaussian, Epochs = 5, BatchSize = 10, Seed = 2 },
    };

    private static Matrix Data() => Matrix.From(Draw.Floats(40 * 5, 1), 40, 5);

    [Fact]
    public void Each_layer_learns_the_probabilities_of_the_one_below()
    {
        var model = new Dbn(Options).Fit(Data());
        var first = new Rbm(Options.Training with { Hidden = 6 }).Fit(Data());
        Assert.Equal(first.Weights.ToArray(), model.Layers[0].Weights.ToArray());
        var hidden = new float[40 * 6];
        for (int r = 0; r < 40; r++) first.HiddenProbabilities(Data()[r], hidden.AsSpan(r * 6, 6));
        var second = new Rbm(Options.Training with { Hidden = 4, Visible = VisibleUnits.Bernoulli, Seed = 3 }).Fit(Matrix.From(hidden, 40, 6));
        Assert.Equal(second.Weights.ToArray(), model.Layers[1].Weights.ToArray());
        Assert.Equal(VisibleUnits.Bernoulli, model.Layers[1].Units);
    }

    [Fact]
    public void The_network_is_the_upward_pass()
    {
        var model = new Dbn(Options).Fit(Data());
        var backend = new CpuBackend(1);
        float[] rows = Draw.Floats(3 * 5, 9);
        var tape = new Tape(backend, training: false);
        float[] up = model.ToNetwork(backend).Forward(tape, tape.Input(new Shape(3, 5), rows)).ToArray();
        Assert.Equal(12, up.Length);
        foreach (var (expected, value) in model.Transform(rows).Zip(up)) Assert.Equal(expected, value, 1e-6f);
    }

    [Fact]
    public void Fine_tuning_by_back_propagation_lowers_the_loss()
    {
        var data = Data();
        var backend = new CpuBackend(1);
        var network = new Sequential(new Dbn(Options).Fit(data).ToNetwork(backend), new Linear(new Initializer(backend, 1), 4, 1));
        var losses = new List<double>();
        new Trainer(network, new Adam(network.Parameters, 0.01), new TrainerOptions { Epochs = 30, BatchSize = 10 }).Fit(backend, 40, (tape, batch) =>
        {
            float[] x = [.. batch.ToArray().SelectMany(r => data[r].ToArray())], y = [.. batch.ToArray().Select(r => data[r][0] * data[r][1])];
            return tape.MeanSquaredError(network.Forward(tape, tape.Input(new Shape(y.Length, 5), x)), tape.Input(new Shape(y.Length, 1), y));
        }, progress: new Told(losses));
        Assert.True(losses[^1] < 0.7 * losses[0], $"{losses[0]} to {losses[^1]}");
    }

    [Fact]
    public void Progress_counts_over_the_layers()
    {
        var steps = new List<(int, int)>();
        new Dbn(Options).Fit(Data(), new Counted(steps));
        Assert.Equal([.. Enumerable.Range(1, 10).Select(s => (s, 10))], steps);
    }

    [Fact]
    public void What_is_saved_is_loaded_and_damage_is_told()
    {
        var model = new Dbn(Options).Fit(Data());
        using var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;
        float[] rows = Draw.Floats(10, 3);
        Assert.Equal(model.Transform(rows), DbnModel.Load(file).Transform(rows));
        Assert.Throws<MusicRecException>(() => DbnModel.Load(new MemoryStream(file.ToArray()[..^3])));
        Assert.Throws<ArgumentException>(() => new DbnOptions { Layers = [] });
        Assert.Throws<ArgumentOutOfRangeException>(() => new DbnOptions { Layers = [3, 0] });
    }

    private sealed class Told(List<double> losses) : IProgress<TrainingStep>
    {
        public void Report(TrainingStep value) => losses.Add(value.Loss);
    }

    private sealed class Counted(List<(int, int)> steps) : IProgress<TrainingStep>
    {
        public void Report(TrainingStep value) => steps.Add((value.Step, value.Steps));
    }
}
