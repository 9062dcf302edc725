using MusicRec.Compute;
using MusicRec.Neural;

namespace MusicRec.Encoders;

/// <summary>[batch, frames, channels] to [batch, frames x channels].</summary>
internal sealed class FlattenLayer : Module
{
    public override Tensor Forward(Tape tape, Tensor x) => tape.Reshape(x, new Shape(x.Shape[0], x.Shape.Length / x.Shape[0]));
}

/// <summary>Each row divided by its length.</summary>
internal sealed class NormalizeLayer : Module
{
    public override Tensor Forward(Tape tape, Tensor x) => tape.NormalizeRows(x);
}
