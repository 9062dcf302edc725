using MusicRec.Compute;
using MusicRec.Neural;

namespace MusicRec.Tests.Neural;

public class ModuleTests
{
    private static readonly CpuBackend Backend = new(1);

    [Fact]
    public void Parameters_carry_the_names_and_layouts_of_PyTorch()
    {
        var parameters = Network(1).Parameters.Select(p => $"{p.Name} {p.Value.Shape}");
        Assert.Equal(
            ["0.weight [7, 5]", "0.bias [7]", "1.weight [7]", "1.bias [7]", "2.body.weight [7, 7]", "2.body.bias [7]",
                "3.0.weight [2, 7]", "3.0.bias [2]", "3.1.weight [3, 7]"], parameters);
        Assert.Equal(["1.running_mean [7]", "1.running_var [7]"], Network(1).Buffers.Select(p => $"{p.Name} {p.Value.Shape}"));
    }

    [Fact]
    public void What_is_saved_is_loaded()
    {
        var (first, second) = (Network(1), Network(2));
        Assert.NotEqual(Output(first), Output(second));
        using var stream = new MemoryStream();
        first.Save(stream);
        stream.Position = 0;
        second.Load(stream);
        Assert.Equal(Output(first), Output(second));
    }

    [Fact]
    public void Weights_that_do_not_fit_are_listed_and_change_nothing()
    {
        using var stream = new MemoryStream();
        var init = new Initializer(Backend, 1);
        new Sequential(new Linear(init, 5, 6), new LayerNorm(init, 7), new Embedding(init, 2, 2)).Save(stream);
        stream.Position = 0;
        var network = Network(1);
        var before = Output(network);
        string message = Assert.Throws<MusicRecException>(() => network.Load(stream)).Message;
        Assert.Contains("different: 0.weight is F32 [6, 5] in the file, F32 [7, 5] here", message, StringComparison.Ordinal);
        Assert.Contains("missing: 3.1.weight [3, 7]", message, StringComparison.Ordinal);
        Assert.Contains("unexpected: 2.weight", message, StringComparison.Ordinal);
        Assert.Equal(before, Output(network));
    }

    [Fact]
    public void First_weights_are_uniform_within_one_over_the_root_of_the_inputs()
    {
        var weights = new Linear(new Initializer(Backend, 3), 100, 200).Weight.ToArray();
        Assert.All(weights, w => Assert.InRange(w, -0.1f, 0.1f));
        Assert.InRange(weights.Average(w => w * w), 0.95 * 0.01 / 3, 1.05 * 0.01 / 3); // variance bound^2 / 3
        Assert.Equal(weights, new Linear(new Initializer(Backend, 3), 100, 200).Weight.ToArray());
        Assert.NotEqual(weights, new Linear(new Initializer(Backend, 4), 100, 200).Weight.ToArray());
    }

    [Fact]
    public void A_hidden_layer_can_be_tapped()
    {
        var network = Network(1);
        var tape = new Tape(Backend, training: false);
        var x = tape.Input(new Shape(4, 5), Draw.Floats(20, 1));
        Assert.Equal(new Shape(4, 7), network.Forward(tape, x, 2).Shape);
        Assert.Equal(new Shape(4, 5), network.Forward(tape, x, 0).Shape);
    }

    private static Sequential Network(ulong seed)
    {
        var init = new Initializer(Backend, seed);
        return new(new Linear(init, 5, 7, Activation.Relu), new BatchNorm(init, 7), new Residual(new Linear(init, 7, 7)),
            new Branches(new Linear(init, 7, 2), new Linear(init, 7, 3, bias: false)));
    }

    private static float[] Output(Sequential network)
    {
        var tape = new Tape(Backend, training: false);
        return network.Forward(tape, tape.Input(new Shape(4, 5), Draw.Floats(20, 1))).ToArray();
    }
}
