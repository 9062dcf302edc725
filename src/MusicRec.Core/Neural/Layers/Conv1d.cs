using MusicRec.Compute;

namespace MusicRec.Neural;

/// <summary>Convolution over time with its activation: [batch, time, channels] gives [batch, time', filters]. Weights have PyTorch's layout,
/// [filters, channels, kernel]; activations have the channels last.</summary>
public sealed class Conv1d : Module
{
    private readonly Tensor _weight;
    private readonly Tensor? _bias;
    private readonly (int Stride, int Padding, int Dilation) _window;
    private readonly Activation _activation;

    /// <param name="init">Makes the first weights, uniform in +-1 / sqrt(channels x kernel).</param>
    /// <param name="channels">Channels of the input.</param>
    /// <param name="filters">Channels of the output.</param>
    /// <param name="kernel">Length of a window in samples.</param>
    /// <param name="stride">Steps between windows.</param>
    /// <param name="padding">Zeros before and after.</param>
    /// <param name="dilation">Distance between the samples of a window.</param>
    /// <param name="activation">Applied to the output.</param>
    /// <param name="bias">Whether a number is added to each filter's output; a batch normalisation behind makes it needless.</param>
    public Conv1d(Initializer init, int channels, int filters, int kernel, int stride = 1, int padding = 0, int dilation = 1,
        Activation activation = Activation.None, bool bias = true)
    {
        double bound = 1 / Math.Sqrt(Require.Positive(channels) * (double)Require.Positive(kernel));
        _weight = Parameter("weight", Require.NotNull(init).Uniform(new Shape(filters, channels, kernel), bound));
        _bias = bias ? Parameter("bias", init.Uniform(new Shape(filters), bound)) : null;
        (_window, _activation) = ((stride, padding, dilation), Require.Defined(activation));
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tape tape, Tensor x) =>
        Require.NotNull(tape).Conv1d(x, _weight, _bias, _window.Stride, _window.Padding, _window.Dilation, _activation);
}
