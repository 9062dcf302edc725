using MusicRec.Compute;

namespace MusicRec.Neural;

/// <summary>Layer normalisation over the last dimension: see <see cref="Tape.LayerNorm"/>.</summary>
public sealed class LayerNorm : Module
{
    private readonly Tensor _weight, _bias;
    private readonly float _epsilon;

    /// <param name="init">Where parameters are made.</param>
    /// <param name="width">Size of the last dimension.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public LayerNorm(Initializer init, int width, float epsilon = 1e-5f)
    {
        _weight = Parameter("weight", Require.NotNull(init).Constant(new Shape(width), 1));
        _bias = Parameter("bias", init.Constant(new Shape(width), 0));
        _epsilon = Require.Positive(epsilon);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tape tape, Tensor x) => Require.NotNull(tape).LayerNorm(x, _weight, _bias, _epsilon);
}
