using MusicRec.Compute;

namespace MusicRec.Neural;

/// <summary>Attention of a sequence to itself, [batch, time, width] to the same: see <see cref="Tape.Attention"/>. Names and layouts are those
/// of PyTorch's MultiheadAttention: in_proj_weight is [queries; keys; values].</summary>
public sealed class SelfAttention : Module
{
    private readonly Tensor _weight, _bias;
    private readonly Linear _output;
    private readonly int _width, _heads;
    private readonly bool _causal;

    /// <param name="init">Makes the first weights: uniform in +-sqrt(6 / (4 width)), biases 0.</param>
    /// <param name="width">Width of input and output.</param>
    /// <param name="heads">Number of heads; it divides the width.</param>
    /// <param name="causal">Whether a place sees only itself and those before.</param>
    public SelfAttention(Initializer init, int width, int heads = 1, bool causal = true)
    {
        if (Require.Positive(width) % Require.Positive(heads) != 0)
            throw new ArgumentException($"{heads} heads do not divide a width of {width}.", nameof(heads));
        _weight = Parameter("in_proj_weight", Require.NotNull(init).Uniform(new Shape(3 * width, width), Math.Sqrt(6.0 / (4 * width))));
        _bias = Parameter("in_proj_bias", init.Constant(new Shape(3 * width), 0));
        _output = Child("out_proj", new Linear(init, width, width));
        _output.Bias!.CopyFrom(new float[width]);
        (_width, _heads, _causal) = (width, heads, causal);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tape tape, Tensor x) => Forward(tape, x, default);

    /// <summary>The same where only the first places of each example count.</summary>
    public Tensor Forward(Tape tape, Tensor x, ReadOnlyMemory<int> lengths)
    {
        var all = Require.NotNull(tape).Linear(x, _weight, _bias);
        Tensor q = tape.Slice(all, -1, 0, _width), k = tape.Slice(all, -1, _width, _width), v = tape.Slice(all, -1, 2 * _width, _width);
        return _output.Forward(tape, tape.Attention(q, k, v, _heads, _causal, lengths));
    }
}
