using MusicRec.Compute;

namespace MusicRec.Neural;

/// <summary>A table of vectors looked up by index. Values start normal with deviation 1, as in PyTorch; index -1 gives zeros.</summary>
public sealed class Embedding : Module
{
    /// <param name="init">Makes the first vectors.</param>
    /// <param name="entries">Number of vectors.</param>
    /// <param name="width">Length of each.</param>
    /// <param name="deviation">Standard deviation of the first values.</param>
    public Embedding(Initializer init, int entries, int width, double deviation = 1) =>
        Weight = Parameter("weight", Require.NotNull(init).Normal(new Shape(entries, width), deviation));

    /// <summary>The table, [entries, width].</summary>
    public Tensor Weight { get; }

    /// <summary>Rows by index: [indices, width]. The memory of the indices must stay as it is until the backward pass is over.</summary>
    public Tensor Forward(Tape tape, ReadOnlyMemory<int> indices) => Require.NotNull(tape).Gather(Weight, indices);

    /// <summary>Not a function of a tensor.</summary>
    /// <exception cref="NotSupportedException">Always: pass indices.</exception>
    public override Tensor Forward(Tape tape, Tensor x) => throw new NotSupportedException("An embedding looks up indices, not a tensor of floats.");
}
