using System.Globalization;
using System.Text.Json;
using MusicRec.Compute;
using MusicRec.Neural;
using static MusicRec.Tests.Neural.PyTorchNetworks;

namespace MusicRec.Tests.Neural;

/// <summary>Training as in PyTorch: twenty steps from the same start give its losses, and weights travel both ways.</summary>
public class PyTorchTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Golden", "pytorch");

    [Fact]
    public void A_multilayer_perceptron_follows_PyTorch_s_losses()
    {
        var network = Start(Mlp());
        Follow("mlp", new Adam(network.Parameters, 0.02), (tape, step) => tape.SoftmaxCrossEntropy(
            network.Forward(tape, tape.Input(new Shape(6, 8), Numbers(100 + step, 48))), Labels(step, 6, 4)));
    }

    [Fact]
    public void A_convolutional_network_follows_PyTorch_s_losses()
    {
        var network = Start(Cnn());
        Follow("cnn", new Sgd(network.Parameters, 0.1, momentum: 0.9, nesterov: true, decay: 1e-3), (tape, step) =>
            tape.SoftmaxCrossEntropy(network.Forward(tape, Pictures(tape, step)), Labels(step, 5, 3)));
    }

    [Fact]
    public void A_recurrent_network_follows_PyTorch_s_losses()
    {
        var network = Start(new Language());
        Follow("gru", new RmsProp(network.Parameters, 0.01), (tape, step) =>
            tape.SoftmaxCrossEntropy(network.Forward(tape, Labels(step, 28, 11)), Labels(step + 1, 28, 11)));
    }

    [Fact]
    public void A_transformer_follows_PyTorch_s_losses()
    {
        var network = Start(new Attentive());
        Follow("transformer", new Adam(network.Parameters, 0.01, decay: 0.1, decoupled: true), (tape, step) =>
            tape.SoftmaxCrossEntropy(network.Forward(tape, Labels(step, 28, 11)),
                [.. Labels(step + 1, 28, 11).Select((label, i) => i % 7 < Lengths[i / 7] ? label : -1)]));
    }

    [PyTorchFact]
    public void Weights_written_here_load_in_PyTorch_and_back()
    {
        using var folder = new ScratchFolder();
        var network = Start(Cnn());
        var training = new Tape(Processor);
        network.Forward(training, Pictures(training, 1)); // running moments that are not those of the start
        network.Save(folder.File("out"));
        double[] theirs = [.. PyTorchFactAttribute.Run(Path.Combine(Folder, "exchange-weights.py"), folder.File("out"), folder.File("back"))
            .Split(' ').Select(x => double.Parse(x, CultureInfo.InvariantCulture))];
        var tape = new Tape(Processor, training: false);
        Close.Check(theirs, Array.ConvertAll(network.Forward(tape, Pictures(tape, 0)).ToArray(), x => (double)x), Close.Float, "output");

        var half = Cnn();
        half.Load(folder.File("back"));
        var pairs = network.Parameters.Concat(network.Buffers).Zip(half.Parameters.Concat(half.Buffers));
        foreach (var (whole, part) in pairs) Assert.Equal(Array.ConvertAll(whole.Value.ToArray(), x => x / 2), part.Value.ToArray());
    }

    private static void Follow(string name, Optimizer optimizer, Func<Tape, int, Tensor> lossOf)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "loss-curves.json")));
        double[] expected = [.. file.RootElement.GetProperty(name).EnumerateArray().Select(x => x.GetDouble())];
        var tape = new Tape(Processor);
        for (int step = 0; step < expected.Length; step++)
        {
            tape.Reset(step);
            var loss = lossOf(tape, step);
            tape.Backward(loss);
            optimizer.Step();
            RecsysGoldens.Close(expected[step], loss.Item(), Close.Float, $"{name}: loss of step {step}");
        }
    }
}
