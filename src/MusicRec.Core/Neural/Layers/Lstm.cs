using MusicRec.Compute;

namespace MusicRec.Neural;

/// <summary>Layers of long short-term memory over sequences, [batch, time, inputs] to [batch, time, units]: see <see cref="Tape.Lstm"/>. Names
/// and layouts are those of PyTorch's LSTM with batch_first.</summary>
public sealed class Lstm : Module
{
    private readonly (Tensor InputWeight, Tensor StateWeight, Tensor InputBias, Tensor StateBias)[] _layers;

    /// <param name="init">Makes the first weights, uniform in +-1 / sqrt(units).</param>
    /// <param name="inputs">Width of the input.</param>
    /// <param name="units">Width of the state.</param>
    /// <param name="layers">Layers, one upon the other.</param>
    public Lstm(Initializer init, int inputs, int units, int layers = 1)
    {
        double bound = 1 / Math.Sqrt(Require.Positive(units));
        _layers = new (Tensor, Tensor, Tensor, Tensor)[Require.Positive(layers)];
        for (int l = 0; l < layers; l++)
        {
            Tensor Make(string name, Shape shape) => Parameter($"{name}_l{l}", Require.NotNull(init).Uniform(shape, bound));
            _layers[l] = (Make("weight_ih", new Shape(4 * units, l == 0 ? inputs : units)), Make("weight_hh", new Shape(4 * units, units)),
                Make("bias_ih", new Shape(4 * units)), Make("bias_hh", new Shape(4 * units)));
        }
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tape tape, Tensor x) => Forward(tape, x, default);

    /// <summary>The state after every step of sequences of several lengths: after its last step, a sequence's state stays as it is.</summary>
    public Tensor Forward(Tape tape, Tensor x, ReadOnlyMemory<int> lengths)
    {
        foreach (var layer in _layers)
            x = Require.NotNull(tape).Lstm(x, layer.InputWeight, layer.StateWeight, layer.InputBias, layer.StateBias, lengths);
        return x;
    }
}
