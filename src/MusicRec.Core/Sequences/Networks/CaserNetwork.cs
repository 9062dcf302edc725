using MusicRec.Compute;
using MusicRec.Neural;
using MusicRec.Numerics;

namespace MusicRec.Sequences;

/// <summary>The network of <see cref="Caser"/>: the last L item vectors are a picture [L, width]. Horizontal filters of height h span h events and
/// the whole width, and the best place of each is kept; vertical filters are weighted sums of the events. One layer makes the state of both.
/// Before a sequence's first event stand zeros.</summary>
internal sealed class CaserNetwork : SequenceNetwork
{
    private readonly int _window, _horizontals, _verticals, _targets;
    private readonly Conv1d[] _horizontal;
    private readonly Tensor _vertical;
    private readonly Linear _decode;

    public CaserNetwork(Initializer init, CaserOptions options) : base(options.Width, options.MaxLength)
    {
        (_window, _targets) = (options.Window, options.Targets);
        (_horizontals, _verticals) = (options.HorizontalFilters, options.VerticalFilters);
        _horizontal = [.. Enumerable.Range(1, _window).Select(height =>
            Child($"horizontal.{height - 1}", new Conv1d(init, Width, _horizontals, height, activation: Activation.Relu)))];
        _vertical = Parameter("vertical.weight", init.Uniform(new Shape(_verticals, _window), 1 / Math.Sqrt(_window)));
        _decode = Child("decode", new Linear(init, _window * _horizontals + _verticals * Width, Width, Activation.Relu));
    }

    public override string Kind => "caser";

    public override IReadOnlyList<(string Name, int Value)> Settings =>
        [("window", _window), ("horizontal", _horizontals), ("vertical", _verticals)];

    public override Tensor States(Tape tape, Tensor items, PackedSequences packed, double dropout)
    {
        int[] asked = packed.All ? packed.Asked : [.. packed.Asked.Distinct()]; // an event asked for several times is looked at once
        int count = asked.Length;
        var window = tape.Reshape(tape.Gather(tape.Dropout(items, dropout), Windows(packed, asked)), new Shape(count, _window, Width));
        var seen = new Tensor[_window + 1];
        for (int height = 1; height <= _window; height++)
        {
            var found = _horizontal[height - 1].Forward(tape, window);
            seen[height - 1] = tape.Reshape(tape.Pool1d(found, Pooling.Max, _window - height + 1), new Shape(count, _horizontals));
        }
        var weights = tape.Gather(tape.Reshape(_vertical, new Shape(1, _verticals * _window)), new int[count]); // the same for every window
        var sums = tape.MatMul(tape.Reshape(weights, new Shape(count, _verticals, _window)), window);
        seen[_window] = tape.Reshape(sums, new Shape(count, _verticals * Width));
        var state = _decode.Forward(tape, tape.Dropout(tape.Concat(1, seen), dropout));
        if (count == packed.Asked.Length) return state;
        var rows = asked.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
        return tape.Gather(state, Array.ConvertAll(packed.Asked, e => rows[e]));
    }

    /// <summary>Every event, once for each of the T items after it.</summary>
    public override (PackedSequences Packed, int[] Targets) Lesson(PackedSequences inputs, int[] targets, CounterRandom random)
    {
        if (_targets == 1) return (inputs, targets);
        var (asked, wanted) = (new List<int>(), new List<int>());
        for (int s = 0; s + 1 < inputs.Offsets.Length; s++)
        {
            for (int e = inputs.Offsets[s]; e < inputs.Offsets[s + 1]; e++)
            {
                for (int next = e; next < Math.Min(e + _targets, inputs.Offsets[s + 1]); next++)
                {
                    asked.Add(e);
                    wanted.Add(targets[next]);
                }
            }
        }
        return (new(inputs.Items, inputs.Offsets, [.. asked]), [.. wanted]);
    }

    private int[] Windows(PackedSequences packed, int[] asked)
    {
        var events = new int[asked.Length * _window];
        for (int i = 0; i < events.Length; i++)
        {
            int e = asked[i / _window] - _window + 1 + i % _window;
            events[i] = e < packed.Starts[asked[i / _window]] ? -1 : e;
        }
        return events;
    }
}
