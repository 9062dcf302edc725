using MusicRec.Compute;

namespace MusicRec.Neural;

/// <summary>A non-linear function as a module, without parameters.</summary>
/// <param name="activation">The function.</param>
public sealed class ActivationLayer(Activation activation) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tape tape, Tensor x) => Require.NotNull(tape).Activate(x, activation);
}
