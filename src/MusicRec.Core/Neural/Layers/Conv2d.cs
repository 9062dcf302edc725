using MusicRec.Compute;

namespace MusicRec.Neural;

/// <summary>Convolution of pictures with its activation: [batch, height, width, channels] gives [batch, height', width', filters]. Weights have
/// PyTorch's layout, [filters, channels, height, width]; activations have the channels last.</summary>
public sealed class Conv2d : Module
{
    private readonly Tensor _weight;
    private readonly Tensor? _bias;
    private readonly (Extent? Stride, Extent? Padding, Extent? Dilation) _window;
    private readonly Activation _activation;

    /// <param name="init">Makes the first weights, uniform in +-1 / sqrt(channels x kernel height x kernel width).</param>
    /// <param name="channels">Channels of the input.</param>
    /// <param name="filters">Channels of the output.</param>
    /// <param name="kernel">Size of a window in samples.</param>
    /// <param name="stride">Steps between windows; null for 1.</param>
    /// <param name="padding">Zeros on each side; null for none.</param>
    /// <param name="dilation">Distance between the samples of a window; null for 1.</param>
    /// <param name="activation">Applied to the output.</param>
    /// <param name="bias">Whether a number is added to each filter's output; a batch normalisation behind makes it needless.</param>
    public Conv2d(Initializer init, int channels, int filters, Extent kernel, Extent? stride = null, Extent? padding = null,
        Extent? dilation = null, Activation activation = Activation.None, bool bias = true)
    {
        double bound = 1 / Math.Sqrt(Require.Positive(channels) * (double)kernel.Height * kernel.Width);
        _weight = Parameter("weight", Require.NotNull(init).Uniform(new Shape(filters, channels, kernel.Height, kernel.Width), bound));
        _bias = bias ? Parameter("bias", init.Uniform(new Shape(filters), bound)) : null;
        (_window, _activation) = ((stride, padding, dilation), Require.Defined(activation));
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tape tape, Tensor x) =>
        Require.NotNull(tape).Conv2d(x, _weight, _bias, _window.Stride, _window.Padding, _window.Dilation, _activation);
}
