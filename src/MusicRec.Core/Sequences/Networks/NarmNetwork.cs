using MusicRec.Compute;
using MusicRec.Neural;

namespace MusicRec.Sequences;

/// <summary>The network of <see cref="Narm"/>: h_t = GRU(x_1 .. x_t); a_tj = v . sigma(A1 h_t + A2 h_j) for j up to t; the state is
/// B [h_t; sum_j a_tj h_j].</summary>
internal sealed class NarmNetwork : SequenceNetwork
{
    private readonly Tensor _inputWeight, _stateWeight, _inputBias, _stateBias;
    private readonly Linear _asks, _answers, _weigh, _decode;

    public NarmNetwork(Initializer init, int width, int maxLength) : base(width, maxLength)
    {
        double bound = 1 / Math.Sqrt(width);
        _inputWeight = Parameter("gru.weight_ih_l0", init.Uniform(new Shape(3 * width, width), bound));
        _stateWeight = Parameter("gru.weight_hh_l0", init.Uniform(new Shape(3 * width, width), bound));
        _inputBias = Parameter("gru.bias_ih_l0", init.Uniform(new Shape(3 * width), bound));
        _stateBias = Parameter("gru.bias_hh_l0", init.Uniform(new Shape(3 * width), bound));
        _asks = Child("a_1", new Linear(init, width, width, bias: false));
        _answers = Child("a_2", new Linear(init, width, width, bias: false));
        _weigh = Child("v_t", new Linear(init, width, 1, bias: false));
        _decode = Child("b", new Linear(init, 2 * width, width, bias: false));
    }

    public override string Kind => "narm";

    public override Tensor States(Tape tape, Tensor items, PackedSequences packed, double dropout)
    {
        var h = tape.PackedGru(tape.Dropout(items, dropout), _inputWeight, _stateWeight, _inputBias, _stateBias, packed.Offsets);
        var (slots, asking, answering) = Pairs(packed);
        var both = tape.Add(tape.Gather(_asks.Forward(tape, h), asking), tape.Gather(_answers.Forward(tape, h), answering));
        var weights = _weigh.Forward(tape, tape.Activate(both, Activation.Sigmoid));
        var local = tape.ScatterAdd(tape.Multiply(tape.Gather(h, answering), weights), slots, packed.Asked.Length);
        var global = packed.All ? h : tape.Gather(h, packed.Asked);
        return _decode.Forward(tape, tape.Dropout(tape.Concat(1, global, local), dropout));
    }

    // Every state asked for with every event up to it: its row among the states, its event, and the other event.
    private static (int[] Slots, int[] Asking, int[] Answering) Pairs(PackedSequences packed)
    {
        int count = 0, at = 0;
        foreach (int e in packed.Asked) count += packed.Places[e] + 1;
        var (slots, asking, answering) = (new int[count], new int[count], new int[count]);
        for (int slot = 0; slot < packed.Asked.Length; slot++)
        {
            int e = packed.Asked[slot];
            for (int j = packed.Starts[e]; j <= e; j++, at++) (slots[at], asking[at], answering[at]) = (slot, e, j);
        }
        return (slots, asking, answering);
    }
}
