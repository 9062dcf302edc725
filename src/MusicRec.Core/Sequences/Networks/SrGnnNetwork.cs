using MusicRec.Compute;
using MusicRec.Neural;

namespace MusicRec.Sequences;

/// <summary>The network of <see cref="SrGnn"/>: every prefix is a graph of its items. A node v hears a = [A_in (V W_in + b); A_out (V W_out + b)] and
/// moves by a gated unit, v' = GRU(a, v). The state is W3 [v_last; sum of c_i v_i] over the events, c_i = q . sigma(W1 v_last + W2 v_i).
/// </summary>
internal sealed class SrGnnNetwork : SequenceNetwork
{
    private readonly int _steps;
    private readonly Linear _edgesIn, _edgesOut, _asks, _answers, _weigh, _decode;
    private readonly Tensor _inputWeight, _stateWeight, _inputBias, _stateBias;

    public SrGnnNetwork(Initializer init, int width, int maxLength, int steps) : base(width, maxLength)
    {
        _steps = steps;
        double bound = 1 / Math.Sqrt(width);
        _edgesIn = Child("gnn.linear_edge_in", new Linear(init, width, width));
        _edgesOut = Child("gnn.linear_edge_out", new Linear(init, width, width));
        _inputWeight = Parameter("gnn.w_ih", init.Uniform(new Shape(3 * width, 2 * width), bound));
        _stateWeight = Parameter("gnn.w_hh", init.Uniform(new Shape(3 * width, width), bound));
        _inputBias = Parameter("gnn.b_ih", init.Uniform(new Shape(3 * width), bound));
        _stateBias = Parameter("gnn.b_hh", init.Uniform(new Shape(3 * width), bound));
        _asks = Child("linear_one", new Linear(init, width, width));
        _answers = Child("linear_two", new Linear(init, width, width));
        _weigh = Child("linear_three", new Linear(init, width, 1, bias: false));
        _decode = Child("linear_transform", new Linear(init, 2 * width, width));
    }

    public override string Kind => "sr-gnn";

    public override IReadOnlyList<(string Name, int Value)> Settings => [("steps", _steps)];

    public override Tensor States(Tape tape, Tensor items, PackedSequences packed, double dropout)
    {
        var graphs = new SessionGraphs(packed);
        int nodes = graphs.Events.Length, states = packed.Asked.Length;
        var v = tape.Gather(tape.Dropout(items, dropout), graphs.Events);
        for (int step = 0; step < _steps; step++)
        {
            var heard = tape.Concat(1, Hear(tape, _edgesIn.Forward(tape, v), graphs.From, graphs.To, graphs.Reaching),
                Hear(tape, _edgesOut.Forward(tape, v), graphs.To, graphs.From, graphs.Leaving));
            var moved = tape.Gru(tape.Reshape(heard, new Shape(nodes, 1, 2 * Width)), _inputWeight, _stateWeight, _inputBias, _stateBias, v);
            v = tape.Reshape(moved, new Shape(nodes, Width));
        }
        var last = tape.Gather(v, graphs.Last);
        var both = tape.Add(tape.Gather(_asks.Forward(tape, last), graphs.Slots), _answers.Forward(tape, v));
        var weights = _weigh.Forward(tape, tape.Activate(both, Activation.Sigmoid));
        var counted = tape.Multiply(weights, tape.Input(weights.Shape, graphs.Counts)); // an item that came twice counts twice
        var all = tape.ScatterAdd(tape.Multiply(v, counted), graphs.Slots, states);
        return tape.Dropout(_decode.Forward(tape, tape.Concat(1, last, all)), dropout);
    }

    // What nodes hear along edges: the weighted sum of what their neighbours say.
    private static Tensor Hear(Tape tape, Tensor said, int[] from, int[] to, float[] weights)
    {
        if (from.Length == 0) return tape.Zeros(said.Shape);
        var sent = tape.Multiply(tape.Gather(said, from), tape.Input(new Shape(from.Length, 1), weights));
        return tape.ScatterAdd(sent, to, said.Shape.Rows);
    }
}
