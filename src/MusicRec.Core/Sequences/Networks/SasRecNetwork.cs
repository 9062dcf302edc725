using MusicRec.Compute;
using MusicRec.Neural;

namespace MusicRec.Sequences;

/// <summary>The network of <see cref="SasRec"/>: item vectors and those of their places, blocks of causal attention, and a last norm.</summary>
internal sealed class SasRecNetwork : SequenceNetwork
{
    private const float Epsilon = 1e-8f;

    private readonly AttentionBlock[] _blocks;
    private readonly LayerNorm _last;
    private readonly Tensor _positions;

    public SasRecNetwork(Initializer init, SasRecOptions options) : base(options.Width, options.MaxLength)
    {
        (Heads, NormFirst) = (options.Heads, options.NormFirst);
        _positions = Parameter("positions", init.Normal(new Shape(MaxLength, Width), 0.02));
        _blocks = [.. Enumerable.Range(0, options.Blocks)
            .Select(b => Child($"blocks.{b}", new AttentionBlock(init, Width, Width, Activation.Relu, Epsilon, NormFirst)))];
        _last = Child("norm", new LayerNorm(init, Width, Epsilon));
    }

    public override string Kind => "sasrec";
    public int Heads { get; }
    public bool NormFirst { get; }
    public int Blocks => _blocks.Length;

    /// <summary>Item vectors [events, width] and the places of their events in their sequence, -1 for none, to the network's input.</summary>
    public Tensor Embed(Tape tape, Tensor items, ReadOnlyMemory<int> places) =>
        tape.Add(tape.Affine(items, MathF.Sqrt(Width)), tape.Gather(_positions, places));

    public override Tensor States(Tape tape, Tensor items, PackedSequences packed, double dropout)
    {
        var h = Forward(tape, Embed(tape, items, packed.Places), (_, all) => tape.PackedAttention(all, packed.Offsets, Heads), dropout);
        return packed.All ? h : tape.Gather(h, packed.Asked);
    }

    /// <summary>The blocks with attention as given: what it makes of queries, keys and values side by side in block b.</summary>
    public Tensor Forward(Tape tape, Tensor x, Func<int, Tensor, Tensor> attend, double dropout)
    {
        x = tape.Dropout(x, dropout);
        for (int b = 0; b < _blocks.Length; b++)
        {
            int block = b;
            x = _blocks[b].Forward(tape, x, all => attend(block, all), dropout);
        }
        return _last.Forward(tape, x);
    }
}
