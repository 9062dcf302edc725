using MusicRec.Compute;

namespace MusicRec.Neural;

/// <summary>Batch normalisation of every channel, the last dimension: see <see cref="Tape.BatchNorm"/>. Weights exchange with PyTorch's
/// BatchNorm1d and BatchNorm2d.</summary>
public sealed class BatchNorm : Module
{
    private readonly Tensor _weight, _bias, _mean, _variance;
    private readonly float _momentum, _epsilon;

    /// <param name="init">Where parameters are made.</param>
    /// <param name="channels">Size of the last dimension.</param>
    /// <param name="momentum">Weight of the newest batch in the running mean and variance.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public BatchNorm(Initializer init, int channels, float momentum = 0.1f, float epsilon = 1e-5f)
    {
        var shape = new Shape(channels);
        _weight = Parameter("weight", Require.NotNull(init).Constant(shape, 1));
        _bias = Parameter("bias", init.Constant(shape, 0));
        _mean = Buffer("running_mean", init.Constant(shape, 0));
        _variance = Buffer("running_var", init.Constant(shape, 1));
        (_momentum, _epsilon) = (Require.Between(momentum, 0, 1), Require.Positive(epsilon));
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tape tape, Tensor x) =>
        Require.NotNull(tape).BatchNorm(x, _weight, _bias, _mean, _variance, _momentum, _epsilon);
}
