using MusicRec.Compute;

namespace MusicRec.Neural;

/// <summary>A fully connected layer, y = f(x W^T + b): [..., inputs] gives [..., outputs]. Weights start uniform in +-1 / sqrt(inputs).</summary>
public sealed class Linear : Module
{
    private readonly Activation _activation;

    /// <param name="init">Makes the first weights.</param>
    /// <param name="inputs">Width of the input.</param>
    /// <param name="outputs">Width of the output.</param>
    /// <param name="activation">f, computed with the layer.</param>
    /// <param name="bias">Whether there is b.</param>
    public Linear(Initializer init, int inputs, int outputs, Activation activation = Activation.None, bool bias = true)
    {
        double bound = 1 / Math.Sqrt(Require.Positive(inputs));
        Weight = Parameter("weight", Require.NotNull(init).Uniform(new Shape(outputs, inputs), bound));
        Bias = bias ? Parameter("bias", init.Uniform(new Shape(outputs), bound)) : null;
        _activation = Require.Defined(activation);
    }

    /// <summary>W, [outputs, inputs].</summary>
    public Tensor Weight { get; }

    /// <summary>b, [outputs], or null.</summary>
    public Tensor? Bias { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tape tape, Tensor x) => Require.NotNull(tape).Linear(x, Weight, Bias, _activation);
}
