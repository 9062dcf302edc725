using System.Buffers;
using MusicRec.Kernels;
using MusicRec.Numerics;

namespace MusicRec.Compute;

public sealed partial class Tape
{
    /// <summary>A layer of gated recurrent units, as <see cref="Gru"/>, over sequences laid end to end, without padding; each begins with a state
    /// of zeros.</summary>
    /// <param name="x">[events, inputs].</param>
    /// <param name="inputWeight">[3 units, inputs], gates in the order r, z, c.</param>
    /// <param name="stateWeight">[3 units, units].</param>
    /// <param name="inputBias">[3 units].</param>
    /// <param name="stateBias">[3 units].</param>
    /// <param name="offsets">Sequence s holds events offsets[s] .. offsets[s + 1] - 1; the memory must stay as it is until the backward pass is
    /// over.</param>
    /// <returns>The state after every event, [events, units].</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or the offsets do not describe the events.</exception>
    public Tensor PackedGru(
        Tensor x, Tensor inputWeight, Tensor stateWeight, Tensor inputBias, Tensor stateBias, ReadOnlyMemory<int> offsets)
    {
        int events = Require.NotNull(x).Shape.Rows, units = Require.NotNull(stateWeight).Shape.Columns;
        if (x.Shape.Rank != 2) throw new ArgumentException($"Events have the shape [events, inputs], not {x.Shape}.", nameof(x));
        Recurrent.CheckWeights(x.Shape, Require.NotNull(inputWeight).Shape, stateWeight.Shape, stateBias, gates: 3);
        Packed.Check(offsets.Span, events);
        var sums = Linear(x, inputWeight, inputBias);
        Tensor y = Allocate(new Shape(events, units)), gates = Allocate(new Shape(events, 4 * units));
        Backend.PackedGru(sums, stateWeight, stateBias, offsets.Span, y, gates);
        bool wanted = sums.RequiresGradient || stateWeight.RequiresGradient || stateBias.RequiresGradient;
        return Record(y, wanted, new PackedGruStep(sums, stateWeight, stateBias, offsets, gates));
    }

    private readonly record struct PackedGruStep(
        Tensor Sums, Tensor StateWeight, Tensor StateBias, ReadOnlyMemory<int> Offsets, Tensor Gates) : IStep
    {
        public void Backward(Tape tape, Tensor y, Tensor dy)
        {
            Tensor before = tape.Allocate(y.Shape), du = tape.Allocate(Sums.Shape), dx = tape.Allocate(Sums.Shape);
            int[] events = ArrayPool<int>.Shared.Rent(y.Shape[0]);
            Packed.EventsBefore(Offsets.Span, events.AsSpan(0, y.Shape[0]));
            tape.Backend.Gather(y, events.AsSpan(0, y.Shape[0]), before);
            ArrayPool<int>.Shared.Return(events);
            tape.Backend.PackedGruBackward(StateWeight, Offsets.Span, before, Gates, dy, dx, du);
            if (tape.GradientOf(Sums) is { } ds) tape.Backend.AddScaled(dx, 1, ds);
            if (tape.GradientOf(StateWeight) is { } dw) tape.Backend.MatMul(du, before, true, false, true, dw);
            if (tape.GradientOf(StateBias) is { } db) tape.Backend.AddColumnSums(du, db);
        }
    }
}

public abstract partial class Backend
{
    /// <summary>Runs the recurrence of a GRU over sequences laid end to end; sums [events, 3 units] holds what the input contributes. y: the state
    /// after every event; gates [events, 4 units]: r, z, c and W_hc h + b_hc, for the backward pass.</summary>
    public abstract void PackedGru(Tensor sums, Tensor stateWeight, Tensor stateBias, ReadOnlySpan<int> offsets, Tensor y, Tensor gates);

    /// <summary>Goes back through time: dx and du are the gradients of the sums of input and state (overwritten); before [events, units] holds the
    /// state before every event.</summary>
    public abstract void PackedGruBackward(
        Tensor stateWeight, ReadOnlySpan<int> offsets, Tensor before, Tensor gates, Tensor dy, Tensor dx, Tensor du);
}

public sealed unsafe partial class CpuBackend
{
    // Sequences by falling length, row r of the working memory each: those that still go on at a step are the first rows.

    /// <inheritdoc/>
    public override void PackedGru(Tensor sums, Tensor stateWeight, Tensor stateBias, ReadOnlySpan<int> offsets, Tensor y, Tensor gates)
    {
        int n = y.Shape.Columns;
        using var order = new Packed.LongestFirst(offsets);
        int[] active = order.Active;
        float* u = Scratch.Take(0, active[0] * 3 * n), states = Scratch.Take(1, active[0] * n);
        new Span<float>(u, active[0] * 3 * n).Clear(); // the state before the first event is zero
        fixed (int* first = order.Firsts)
        {
            for (int t = 0; t < order.Places; t++)
            {
                if (t > 0)
                    MatrixProduct.Run(active[t], 3 * n, n, new Operand(states, n), new Operand(stateWeight.Data, n, true), u, 3 * n, false, Threads);
                var state = (sums, stateBias, y, gates, u: (nint)u, states: (nint)states, first: (nint)first, t, n);
                Rows(active[t], 8 * n, state, static (s, from, count) =>
                {
                    int n = s.n;
                    for (int r = from; r < from + count; r++)
                    {
                        nint at = ((int*)s.first)[r] + s.t;
                        float* x = s.sums.Data + at * 3 * n, u = (float*)s.u + (nint)r * 3 * n, last = (float*)s.states + (nint)r * n;
                        float* h = s.y.Data + at * n, gates = s.gates.Data + at * 4 * n;
                        if (s.t == 0) new Span<float>(last, n).Clear();
                        Maps.Run2<Functions.Add>(u, s.stateBias.Data, u, 3 * n);
                        Maps.Run2<Functions.SigmoidOfSum>(x, u, gates, 2 * n);
                        Maps.Run3<Functions.TanhOfSum>(gates, u + 2 * n, x + 2 * n, gates + 2 * n, n);
                        new Span<float>(u + 2 * n, n).CopyTo(new Span<float>(gates + 3 * n, n));
                        Maps.Run3<Functions.Mix>(gates + n, last, gates + 2 * n, h, n);
                        new Span<float>(h, n).CopyTo(new Span<float>(last, n));
                    }
                });
            }
        }
    }

    /// <inheritdoc/>
    public override void PackedGruBackward(
        Tensor stateWeight, ReadOnlySpan<int> offsets, Tensor before, Tensor gates, Tensor dy, Tensor dx, Tensor du)
    {
        int n = dy.Shape.Columns;
        using var order = new Packed.LongestFirst(offsets);
        int[] active = order.Active;
        float* rows = Scratch.Take(0, active[0] * 3 * n), dh = Scratch.Take(1, active[0] * n);
        new Span<float>(dh, active[0] * n).Clear();
        fixed (int* first = order.Firsts)
        {
            for (int t = order.Places - 1; t >= 0; t--)
            {
                var state = (before, gates, dy, dx, du, rows: (nint)rows, dh: (nint)dh, first: (nint)first, t, n);
                Rows(active[t], 8 * n, state, static (s, from, count) =>
                {
                    int n = s.n;
                    for (int r = from; r < from + count; r++)
                    {
                        nint at = ((int*)s.first)[r] + s.t;
                        float* d = (float*)s.dh + (nint)r * n, du = s.du.Data + at * 3 * n;
                        Maps.Run2<Functions.Add>(s.dy.Data + at * n, d, d, n);
                        GruGates.Backward(s.gates.Data + at * 4 * n, s.before.Data + at * n, d, s.dx.Data + at * 3 * n, du, n);
                        new Span<float>(du, 3 * n).CopyTo(new Span<float>((float*)s.rows + (nint)r * 3 * n, 3 * n));
                    }
                });
                if (t == 0) return;
                MatrixProduct.Run(active[t], n, 3 * n, new Operand(rows, 3 * n), new Operand(stateWeight.Data, n), dh, n, add: true, Threads);
            }
        }
    }
}

internal static partial class Definitions
{
    public static double[] PackedGru(double[][] v, int[] offsets, int inputs, int n)
    {
        IEnumerable<double> y = [];
        for (int s = 1; s < offsets.Length; s++)
        {
            int time = offsets[s] - offsets[s - 1];
            double[] x = v[0][(offsets[s - 1] * inputs)..(offsets[s] * inputs)];
            y = y.Concat(Gru([x, v[1], v[2], v[3], v[4], new double[n]], 1, time, inputs, n, [time]));
        }
        return [.. y];
    }
}
