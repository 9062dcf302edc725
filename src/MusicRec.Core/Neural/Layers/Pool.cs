using MusicRec.Compute;

namespace MusicRec.Neural;

/// <summary>Pools windows of pictures [batch, height, width, channels], or, with a kernel of width 1, of sequences [batch, time, channels].</summary>
/// <param name="pooling">What is kept of a window.</param>
/// <param name="kernel">Size of a window.</param>
/// <param name="stride">Steps between windows; null for the size of a window.</param>
/// <param name="padding">Border on each side; null for none.</param>
public sealed class Pool(Pooling pooling, Extent kernel, Extent? stride = null, Extent? padding = null) : Module
{
    /// <inheritdoc/>
    public override Tensor Forward(Tape tape, Tensor x) => Require.NotNull(x).Shape.Rank == 3
        ? Require.NotNull(tape).Pool1d(x, pooling, kernel.Height, stride?.Height ?? 0, padding?.Height ?? 0)
        : Require.NotNull(tape).Pool2d(x, pooling, kernel, stride, padding);
}
