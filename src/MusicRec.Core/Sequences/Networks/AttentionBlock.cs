using MusicRec.Compute;
using MusicRec.Neural;

namespace MusicRec.Sequences;

/// <summary>x = x + attention(norm(x)), x = x + feed-forward(norm(x)); or, where the output is what is normalised, x = norm(x + layer(x)).
/// </summary>
internal sealed class AttentionBlock : Module
{
    private readonly LayerNorm _attentionNorm, _forwardNorm;
    private readonly Linear _in, _out, _inner, _outer;
    private readonly bool _normFirst;

    public AttentionBlock(Initializer init, int width, int inner, Activation activation, float epsilon, bool normFirst)
    {
        _attentionNorm = Child("attention_norm", new LayerNorm(init, width, epsilon));
        _in = Child("attention_in", new Linear(init, width, 3 * width));
        _out = Child("attention_out", new Linear(init, width, width));
        _forwardNorm = Child("forward_norm", new LayerNorm(init, width, epsilon));
        _inner = Child("inner", new Linear(init, width, inner, activation));
        _outer = Child("outer", new Linear(init, inner, width));
        _normFirst = normFirst;
    }

    /// <summary>The block with attention as given: what it makes of queries, keys and values side by side.</summary>
    public Tensor Forward(Tape tape, Tensor x, Func<Tensor, Tensor> attend, double dropout)
    {
        Tensor Attention(Tensor z) => tape.Dropout(_out.Forward(tape, attend(_in.Forward(tape, z))), dropout);
        Tensor FeedForward(Tensor z) => tape.Dropout(_outer.Forward(tape, tape.Dropout(_inner.Forward(tape, z), dropout)), dropout);
        if (_normFirst)
        {
            x = tape.Add(x, Attention(_attentionNorm.Forward(tape, x)));
            return tape.Add(x, FeedForward(_forwardNorm.Forward(tape, x)));
        }
        x = _attentionNorm.Forward(tape, tape.Add(x, Attention(x)));
        return _forwardNorm.Forward(tape, tape.Add(x, FeedForward(x)));
    }

    /// <summary>One sequence of events that see all of each other, with one head.</summary>
    public override Tensor Forward(Tape tape, Tensor x) =>
        Forward(tape, x, all => tape.PackedAttention(all, new[] { 0, x.Shape[0] }, causal: false), dropout: 0);
}
