using MusicRec.Compute;
using MusicRec.Neural;
using MusicRec.Numerics;

namespace MusicRec.Sequences;

/// <summary>The network of <see cref="Bert4Rec"/>: blocks of attention that sees both ways, norms behind the layers, and a last layer with its
/// own norm. Where an item is hidden stands one trained vector.</summary>
internal sealed class Bert4RecNetwork : SequenceNetwork
{
    private const float Epsilon = 1e-12f;

    private readonly AttentionBlock[] _blocks;
    private readonly LayerNorm _first, _last;
    private readonly Linear _head;
    private readonly Tensor _positions, _hidden;
    private readonly int _heads, _widening;
    private readonly double _hiddenShare, _lastShare;

    public Bert4RecNetwork(Initializer init, Bert4RecOptions options) : base(options.Width, options.MaxLength)
    {
        (_heads, _widening, _hiddenShare, _lastShare) = (options.Heads, options.Widening, options.HiddenShare, options.LastShare);
        _positions = Parameter("positions", init.Normal(new Shape(MaxLength + 1, Width), 0.02));
        _hidden = Parameter("hidden", init.Normal(new Shape(1, Width), 0.02));
        _first = Child("norm", new LayerNorm(init, Width, Epsilon));
        _blocks = [.. Enumerable.Range(0, options.Blocks).Select(b =>
            Child($"blocks.{b}", new AttentionBlock(init, Width, _widening * Width, Activation.Gelu, Epsilon, normFirst: false)))];
        _head = Child("head", new Linear(init, Width, Width, Activation.Gelu));
        _last = Child("head_norm", new LayerNorm(init, Width, Epsilon));
    }

    public override string Kind => "bert4rec";

    public override IReadOnlyList<(string Name, int Value)> Settings => [("blocks", _blocks.Length), ("heads", _heads), ("widening", _widening)];

    public override Tensor States(Tape tape, Tensor items, PackedSequences packed, double dropout)
    {
        int[] masks = [.. packed.Items.Select(item => item < 0 ? 0 : -1)];
        var x = tape.Add(tape.Add(items, tape.Gather(_hidden, masks)), tape.Gather(_positions, packed.Places));
        x = tape.Dropout(_first.Forward(tape, x), dropout);
        foreach (var block in _blocks)
            x = block.Forward(tape, x, all => tape.PackedAttention(all, packed.Offsets, _heads, causal: false), dropout);
        if (!packed.All) x = tape.Gather(x, packed.Asked);
        return _last.Forward(tape, _head.Forward(tape, x));
    }

    /// <summary>Sequences with their last event, some of whose items are hidden, and wanted.</summary>
    public override (PackedSequences Packed, int[] Targets) Lesson(PackedSequences inputs, int[] targets, CounterRandom random)
    {
        int count = inputs.Offsets.Length - 1;
        var (items, offsets) = (new int[inputs.Items.Length + count], new int[count + 1]);
        var (asked, wanted) = (new List<int>(), new List<int>());
        for (int s = 0; s < count; s++)
        {
            int from = inputs.Offsets[s], length = inputs.Offsets[s + 1] - from, at = offsets[s], before = asked.Count;
            offsets[s + 1] = at + length + 1;
            inputs.Items.AsSpan(from, length).CopyTo(items.AsSpan(at));
            items[at + length] = targets[from + length - 1];
            bool lastOnly = random.Uniform((ulong)s) < _lastShare;
            for (int e = at; e <= at + length; e++)
            {
                bool last = e == at + length;
                bool hide = lastOnly ? last : random.Uniform((ulong)(count + e)) < _hiddenShare || (last && asked.Count == before);
                if (!hide) continue;
                asked.Add(e);
                wanted.Add(items[e]);
                items[e] = -1;
            }
        }
        return (new(items, offsets, [.. asked]), [.. wanted]);
    }

    /// <summary>Histories with one hidden event behind each.</summary>
    public override PackedSequences Question(int[] items, int[] offsets)
    {
        int count = offsets.Length - 1;
        var (all, ends) = (new int[items.Length + count], new int[count + 1]);
        for (int s = 0; s < count; s++)
        {
            int length = offsets[s + 1] - offsets[s];
            items.AsSpan(offsets[s], length).CopyTo(all.AsSpan(ends[s]));
            all[ends[s] + length] = -1;
            ends[s + 1] = ends[s] + length + 1;
        }
        return base.Question(all, ends);
    }
}
