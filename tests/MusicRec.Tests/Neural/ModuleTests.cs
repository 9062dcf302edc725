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

    [Theory]
    [InlineData("F16", 0x3C00, 0xC100, 0x0001), InlineData("BF16", 0x3F80, 0xC020, 0x3380)]
    public void Halves_of_PyTorch_are_read_as_floats(string type, int one, int negative, int small)
    {
        var layer = new Linear(new Initializer(Backend, 1), 3, 1, bias: false);
        layer.Load(Foreign(type, [.. new[] { one, negative, small }.SelectMany(bits => BitConverter.GetBytes((ushort)bits))]));
        Assert.Equal([1, -2.5f, MathF.Pow(2, -24)], layer.Weight.ToArray());
    }

    [Fact]
    public void Doubles_of_PyTorch_are_read_as_the_nearest_floats()
    {
        var layer = new Linear(new Initializer(Backend, 1), 3, 1, bias: false);
        double[] values = [0.1, -1e-30, 12345678.9];
        layer.Load(Foreign("F64", [.. values.SelectMany(BitConverter.GetBytes)]));
        Assert.Equal(values.Select(v => (float)v), layer.Weight.ToArray());
        byte[] tooLarge = [.. new[] { 1, 1e300, 1 }.SelectMany(BitConverter.GetBytes)];
        Assert.Contains("not finite: weight", Assert.Throws<MusicRecException>(() => layer.Load(Foreign("F64", tooLarge))).Message,
            StringComparison.Ordinal);
        Assert.Throws<MusicRecException>(() => layer.Load(Foreign("F8_E4M3", [1, 2, 3])));
        Assert.Throws<MusicRecException>(() => layer.Load(Foreign("F16", [1, 2, 3])));
    }

    private static MemoryStream Foreign(string type, byte[] values)
    {
        byte[] header = System.Text.Encoding.UTF8.GetBytes(
            $$"""{"weight":{"dtype":"{{type}}","shape":[1,3],"data_offsets":[0,{{values.Length}}] } }""");
        return new([.. BitConverter.GetBytes((long)header.Length), .. header, .. values]);
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

    [Fact]
    public void A_hidden_layer_and_the_output_come_from_one_pass()
    {
        var inner = Network(1);
        var network = new Sequential(new Linear(new Initializer(Backend, 3), 5, 5), inner, new Linear(new Initializer(Backend, 4), 5, 2));
        var tape = new Tape(Backend, training: false);
        var x = tape.Input(new Shape(4, 5), Draw.Floats(20, 1));
        float[] expected = network.Forward(tape, x).ToArray();
        Assert.Equal(expected, network.Forward(tape, x, "0", out var first).ToArray());
        Assert.Equal(network.Forward(tape, x, 1).ToArray(), first.ToArray());
        Assert.Equal(expected, network.Forward(tape, x, "1.2", out var nested).ToArray());
        Assert.Equal(inner.Forward(tape, first, 3).ToArray(), nested.ToArray());
        foreach (string path in (string[])["", "3", "-1", "1.", "1.4", "0.0", "weight"])
            Assert.Contains($"'{path}'", Assert.Throws<ArgumentException>(() => network.Forward(tape, x, path, out _)).Message,
                StringComparison.Ordinal);
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
