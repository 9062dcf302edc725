using MusicRec.Compute;

namespace MusicRec.Neural;

/// <summary>Sets elements to 0 with a probability while training: see <see cref="Tape.Dropout"/>.</summary>
/// <param name="probability">Of being dropped, from 0 to below 1.</param>
/// <param name="shared">Whether one mask serves all rows of a batch.</param>
public sealed class Dropout(double probability = 0.5, bool shared = false) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tape tape, Tensor x) => Require.NotNull(tape).Dropout(x, probability, shared);
}
