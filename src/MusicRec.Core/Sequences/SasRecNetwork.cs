using MusicRec.Compute;
using MusicRec.Neural;

namespace MusicRec.Sequences;

/// <summary>The blocks of <see cref="SasRec"/>: x = x + attention(norm(x)), x = x + feed-forward(norm(x)), and a last norm; or, after the first
/// form of the paper's code, norm(x + layer(x)).</summary>
internal sealed class SasRecNetwork : Module
{
    private const float Epsilon = 1e-8f;

    private readonly Block[] _blocks;
    private readonly LayerNorm _last;
    private readonly Tensor _positions;
    private readonly bool _normFirst;

    public SasRecNetwork(Initializer init, int width, int blocks, int heads, int maxLength, bool normFirst)
    {
        if (width % heads != 0) throw new ArgumentException($"{heads} heads do not divide a width of {width}.", nameof(heads));
        (Width, Heads, MaxLength, _normFirst) = (width, heads, maxLength, normFirst);
        _positions = Parameter("positions", init.Normal(new Shape(maxLength, width), 0.02));
        _blocks = [.. Enumerable.Range(0, blocks).Select(b => MakeBlock(init, $"blocks.{b}"))];
        _last = Child("norm", new LayerNorm(init, width, Epsilon));
    }

    public int Width { get; }
    public int Heads { get; }
    public int MaxLength { get; }
    public int Blocks => _blocks.Length;

    /// <summary>Item vectors [events, width] and the places of their events in their sequence, -1 for none, to the network's input.</summary>
    public Tensor Embed(Tape tape, Tensor items, ReadOnlyMemory<int> places) =>
        tape.Add(tape.Affine(items, MathF.Sqrt(Width)), tape.Gather(_positions, places));

    /// <summary>All events at once: sequences laid end to end.</summary>
    public Tensor Forward(Tape tape, Tensor x, ReadOnlyMemory<int> offsets, double dropout) =>
        Forward(tape, x, (_, all) => tape.PackedAttention(all, offsets, Heads), dropout);

    /// <summary>The blocks with attention as given: what it makes of queries, keys and values side by side in block b.</summary>
    public Tensor Forward(Tape tape, Tensor x, Func<int, Tensor, Tensor> attend, double dropout)
    {
        x = tape.Dropout(x, dropout);
        for (int b = 0; b < _blocks.Length; b++) x = _blocks[b].Forward(tape, x, all => attend(b, all), dropout, _normFirst);
        return _last.Forward(tape, x);
    }

    public override Tensor Forward(Tape tape, Tensor x) => Forward(tape, x, new[] { 0, x.Shape[0] }, dropout: 0);

    private Block MakeBlock(Initializer init, string name) => new(
        Child($"{name}.attention_norm", new LayerNorm(init, Width, Epsilon)),
        Child($"{name}.attention_in", new Linear(init, Width, 3 * Width)),
        Child($"{name}.attention_out", new Linear(init, Width, Width)),
        Child($"{name}.forward_norm", new LayerNorm(init, Width, Epsilon)),
        Child($"{name}.inner", new Linear(init, Width, Width, Activation.Relu)),
        Child($"{name}.outer", new Linear(init, Width, Width)));

    // The layers of a block, which are children of the network.
    private sealed record Block(LayerNorm AttentionNorm, Linear In, Linear Out, LayerNorm ForwardNorm, Linear Inner, Linear Outer)
    {
        public Tensor Forward(Tape tape, Tensor x, Func<Tensor, Tensor> attend, double dropout, bool normFirst)
        {
            Tensor Attention(Tensor z) => tape.Dropout(Out.Forward(tape, attend(In.Forward(tape, z))), dropout);
            Tensor FeedForward(Tensor z) => tape.Dropout(Outer.Forward(tape, tape.Dropout(Inner.Forward(tape, z), dropout)), dropout);
            if (normFirst)
            {
                x = tape.Add(x, Attention(AttentionNorm.Forward(tape, x)));
                return tape.Add(x, FeedForward(ForwardNorm.Forward(tape, x)));
            }
            x = AttentionNorm.Forward(tape, tape.Add(x, Attention(x)));
            return ForwardNorm.Forward(tape, tape.Add(x, FeedForward(x)));
        }
    }
}
