using MusicRec.Kernels;
using MusicRec.Numerics;

namespace MusicRec.Compute;

public sealed partial class Tape
{
    /// <summary>A layer of gated recurrent units over whole sequences (Cho et al. 2014, in PyTorch's form):
    /// r = s(W_ir x + b_ir + W_hr h + b_hr), z likewise, c = tanh(W_ic x + b_ic + r (W_hc h + b_hc)), h' = (1 - z) c + z h.</summary>
    /// <param name="x">[batch, time, inputs].</param>
    /// <param name="inputWeight">[3 units, inputs], gates in the order r, z, c.</param>
    /// <param name="stateWeight">[3 units, units].</param>
    /// <param name="inputBias">[3 units].</param>
    /// <param name="stateBias">[3 units].</param>
    /// <param name="start">The first state, [batch, units]; null for zeros.</param>
    /// <param name="lengths">Steps of each sequence, at least 1: after its last, an example's state stays as it is.
    /// Empty for whole sequences.</param>
    /// <returns>The state after every step, [batch, time, units].</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public Tensor Gru(Tensor x, Tensor inputWeight, Tensor stateWeight, Tensor inputBias, Tensor stateBias, Tensor? start = null,
        ReadOnlyMemory<int> lengths = default)
    {
        var (batch, time, units) = Recurrent.Check(x, inputWeight, stateWeight, stateBias, start, lengths.Span, gates: 3);
        var sums = Linear(x, inputWeight, inputBias);
        var y = Allocate(new Shape(batch, time, units));
        var gates = Allocate(new Shape(batch, time, 4 * units));
        start ??= Zeros(new Shape(batch, units));
        Backend.Gru(sums, stateWeight, stateBias, start, lengths.Span, y, gates);
        bool wanted = sums.RequiresGradient || stateWeight.RequiresGradient || stateBias.RequiresGradient || start.RequiresGradient;
        return Record(y, wanted, new GruStep(sums, stateWeight, stateBias, start, lengths, gates));
    }

    /// <summary>A tensor of zeros that lives for this step.</summary>
    public Tensor Zeros(Shape shape)
    {
        var x = Allocate(shape);
        Backend.Fill(x, 0);
        return x;
    }

    /// <summary>The state before every step: [batch, time, units] from the first state and those after every step.</summary>
    private Tensor StatesBefore(Tensor start, Tensor y)
    {
        int batch = y.Shape[0], time = y.Shape[1], units = y.Shape[2];
        var before = Allocate(y.Shape);
        Backend.CopyBlocks(start, 0, units, before, 0, time * units, units, batch, add: false);
        if (time > 1) Backend.CopyBlocks(y, 0, time * units, before, units, time * units, (time - 1) * units, batch, add: false);
        return before;
    }

    private readonly record struct GruStep(
        Tensor Sums, Tensor StateWeight, Tensor StateBias, Tensor Start, ReadOnlyMemory<int> Lengths, Tensor Gates) : IStep
    {
        public void Backward(Tape tape, Tensor y, Tensor dy)
        {
            Tensor before = tape.StatesBefore(Start, y), du = tape.Allocate(Sums.Shape), dx = tape.Allocate(Sums.Shape), dh = tape.Zeros(Start.Shape);
            tape.Backend.GruBackward(StateWeight, Lengths.Span, before, Gates, dy, dx, du, dh, Start.RequiresGradient);
            if (tape.GradientOf(Sums) is { } ds) tape.Backend.AddScaled(dx, 1, ds);
            if (tape.GradientOf(Start) is { } d) tape.Backend.AddScaled(dh, 1, d);
            if (tape.GradientOf(StateWeight) is { } dw) tape.Backend.MatMul(tape.Flat(du), tape.Flat(before), true, false, true, dw);
            if (tape.GradientOf(StateBias) is { } db) tape.Backend.AddColumnSums(du, db);
        }
    }
}

public abstract partial class Backend
{
    /// <summary>Runs the recurrence of a GRU; sums [batch, time, 3 units] holds what the input contributes. y: the state after every step;
    /// gates [batch, time, 4 units]: r, z, c and W_hc h + b_hc, for the backward pass.</summary>
    public abstract void Gru(Tensor sums, Tensor stateWeight, Tensor stateBias, Tensor start, ReadOnlySpan<int> lengths, Tensor y, Tensor gates);

    /// <summary>Goes back through time: dx and du are the gradients of the sums of input and state (overwritten), dh of the first state, which
    /// is not finished where it is not wanted.</summary>
    public abstract void GruBackward(
        Tensor stateWeight, ReadOnlySpan<int> lengths, Tensor before, Tensor gates, Tensor dy, Tensor dx, Tensor du, Tensor dh, bool startWanted);
}

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public override void Gru(Tensor sums, Tensor stateWeight, Tensor stateBias, Tensor start, ReadOnlySpan<int> lengths, Tensor y, Tensor gates)
    {
        int batch = y.Shape[0], time = y.Shape[1], n = y.Shape[2];
        float* u = Scratch.Take(0, batch * 3 * n);
        fixed (int* steps = lengths)
        {
            for (int t = 0; t < time; t++)
            {
                float* last = t == 0 ? start.Data : y.Data + (t - 1) * n;
                nint stride = t == 0 ? n : (nint)time * n;
                MatrixProduct.Run(batch, 3 * n, n, new Operand(last, stride), new Operand(stateWeight.Data, n, true), u, 3 * n, false, Threads);
                var state = (sums, stateBias, y, gates, u: (nint)u, last: (nint)last, stride, t, time, n, steps: (nint)steps);
                Rows(batch, 8 * n, state, static (s, from, count) =>
                {
                    int n = s.n;
                    for (int b = from; b < from + count; b++)
                    {
                        nint at = (nint)b * s.time + s.t;
                        float* x = s.sums.Data + at * 3 * n, u = (float*)s.u + (nint)b * 3 * n, last = (float*)s.last + b * s.stride;
                        float* h = s.y.Data + at * n, gates = s.gates.Data + at * 4 * n;
                        if (s.steps != 0 && s.t >= ((int*)s.steps)[b])
                        {
                            new Span<float>(last, n).CopyTo(new Span<float>(h, n));
                            continue;
                        }
                        Maps.Run2<Functions.Add>(u, s.stateBias.Data, u, 3 * n);
                        Maps.Run2<Functions.SigmoidOfSum>(x, u, gates, 2 * n);
                        Maps.Run3<Functions.TanhOfSum>(gates, u + 2 * n, x + 2 * n, gates + 2 * n, n);
                        new Span<float>(u + 2 * n, n).CopyTo(new Span<float>(gates + 3 * n, n));
                        Maps.Run3<Functions.Mix>(gates + n, last, gates + 2 * n, h, n);
                    }
                });
            }
        }
    }

    /// <inheritdoc/>
    public override void GruBackward(
        Tensor stateWeight, ReadOnlySpan<int> lengths, Tensor before, Tensor gates, Tensor dy, Tensor dx, Tensor du, Tensor dh, bool startWanted)
    {
        int batch = dy.Shape[0], time = dy.Shape[1], n = dy.Shape[2];
        fixed (int* steps = lengths)
        {
            for (int t = time - 1; t >= 0; t--)
            {
                Rows(batch, 8 * n, (before, gates, dy, dx, du, dh, t, time, n, steps: (nint)steps), static (s, from, count) =>
                {
                    int n = s.n;
                    for (int b = from; b < from + count; b++)
                    {
                        nint at = (nint)b * s.time + s.t;
                        float* d = s.dh.Data + (nint)b * n, dx = s.dx.Data + at * 3 * n, du = s.du.Data + at * 3 * n;
                        Maps.Run2<Functions.Add>(s.dy.Data + at * n, d, d, n);
                        if (s.steps != 0 && s.t >= ((int*)s.steps)[b])
                        {
                            new Span<float>(dx, 3 * n).Clear();
                            new Span<float>(du, 3 * n).Clear();
                            continue;
                        }
                        GruGates.Backward(s.gates.Data + at * 4 * n, s.before.Data + at * n, d, dx, du, n);
                    }
                });
                if (t == 0 && !startWanted) return;
                MatrixProduct.Run(batch, n, 3 * n, new Operand(du.Data + (nint)t * 3 * n, (nint)time * 3 * n), new Operand(stateWeight.Data, n),
                    dh.Data, n, add: true, Threads);
            }
        }
    }
}

internal static partial class Definitions
{
    public static double[] Gru(double[][] v, int batch, int time, int inputs, int n, int[] lengths)
    {
        var (x, wi, wh, bi, bh, start) = (v[0], v[1], v[2], v[3], v[4], v[5]);
        var y = new double[batch * time * n];
        for (int b = 0; b < batch; b++)
        {
            double[] h = start[(b * n)..((b + 1) * n)];
            for (int t = 0; t < time; t++)
            {
                double Input(int g) => bi[g] + Enumerable.Range(0, inputs).Sum(i => wi[g * inputs + i] * x[(b * time + t) * inputs + i]);
                double State(int g) => bh[g] + Enumerable.Range(0, n).Sum(i => wh[g * n + i] * h[i]);
                double S(double a) => 1 / (1 + Math.Exp(-a));
                if (t < lengths[b])
                {
                    h = [.. Enumerable.Range(0, n).Select(j =>
                    {
                        double z = S(Input(n + j) + State(n + j));
                        return (1 - z) * Math.Tanh(Input(2 * n + j) + S(Input(j) + State(j)) * State(2 * n + j)) + z * h[j];
                    })];
                }
                h.CopyTo(y, (b * time + t) * n);
            }
        }
        return y;
    }
}
