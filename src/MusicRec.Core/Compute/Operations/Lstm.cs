using MusicRec.Kernels;
using MusicRec.Numerics;

namespace MusicRec.Compute;

public sealed partial class Tape
{
    /// <summary>A layer of long short-term memory over whole sequences (Hochreiter and Schmidhuber 1997, in PyTorch's form):
    /// i, f, o = s(W x + b + U h + b'), g = tanh(..) likewise; c' = f c + i g; h' = o tanh c'. States start at zero.</summary>
    /// <param name="x">[batch, time, inputs].</param>
    /// <param name="inputWeight">[4 units, inputs], gates in the order i, f, g, o.</param>
    /// <param name="stateWeight">[4 units, units].</param>
    /// <param name="inputBias">[4 units].</param>
    /// <param name="stateBias">[4 units].</param>
    /// <param name="lengths">Steps of each sequence, at least 1: after its last, an example's state stays as it is. Empty for all.</param>
    /// <returns>h after every step, [batch, time, units].</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public Tensor Lstm(Tensor x, Tensor inputWeight, Tensor stateWeight, Tensor inputBias, Tensor stateBias, ReadOnlyMemory<int> lengths = default)
    {
        var (batch, time, units) = Recurrent.Check(x, inputWeight, stateWeight, stateBias, null, lengths.Span, gates: 4);
        var sums = Linear(x, inputWeight, inputBias);
        Tensor y = Allocate(new Shape(batch, time, units)), gates = Allocate(new Shape(batch, time, 4 * units));
        Tensor start = Zeros(new Shape(batch, units)), cells = Allocate(y.Shape);
        Backend.Lstm(sums, stateWeight, stateBias, start, lengths.Span, y, gates, cells);
        bool wanted = sums.RequiresGradient || stateWeight.RequiresGradient || stateBias.RequiresGradient;
        return Record(y, wanted, new LstmStep(sums, stateWeight, stateBias, start, lengths, gates, cells));
    }

    private readonly record struct LstmStep(
        Tensor Sums, Tensor StateWeight, Tensor StateBias, Tensor Start, ReadOnlyMemory<int> Lengths, Tensor Gates, Tensor Cells) : IStep
    {
        public void Backward(Tape tape, Tensor y, Tensor dy)
        {
            Tensor before = tape.StatesBefore(Start, y), cells = tape.StatesBefore(Start, Cells), d = tape.Allocate(Sums.Shape);
            tape.Backend.LstmBackward(StateWeight, Lengths.Span, cells, Cells, Gates, dy, tape.Zeros(Start.Shape), tape.Zeros(Start.Shape), d);
            if (tape.GradientOf(Sums) is { } ds) tape.Backend.AddScaled(d, 1, ds);
            if (tape.GradientOf(StateWeight) is { } dw) tape.Backend.MatMul(tape.Flat(d), tape.Flat(before), true, false, true, dw);
            if (tape.GradientOf(StateBias) is { } db) tape.Backend.AddColumnSums(d, db);
        }
    }
}

public abstract partial class Backend
{
    /// <summary>Runs the recurrence of an LSTM; sums [batch, time, 4 units] holds what the input contributes. y: h after every step;
    /// cells: c after every step; gates: i, f, g, o.</summary>
    public abstract void Lstm(
        Tensor sums, Tensor stateWeight, Tensor stateBias, Tensor start, ReadOnlySpan<int> lengths, Tensor y, Tensor gates, Tensor cells);

    /// <summary>Goes back through time with the cells before and after every step; dh and dc start at zero and are working memory;
    /// d: the gradient of the gates' sums (overwritten).</summary>
    public abstract void LstmBackward(Tensor stateWeight, ReadOnlySpan<int> lengths, Tensor cellsBefore, Tensor cells, Tensor gates, Tensor dy,
        Tensor dh, Tensor dc, Tensor d);
}

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public override void Lstm(
        Tensor sums, Tensor stateWeight, Tensor stateBias, Tensor start, ReadOnlySpan<int> lengths, Tensor y, Tensor gates, Tensor cells)
    {
        int batch = y.Shape[0], time = y.Shape[1], n = y.Shape[2];
        float* u = Scratch.Take(0, batch * 4 * n);
        fixed (int* steps = lengths)
        {
            for (int t = 0; t < time; t++)
            {
                nint stride = t == 0 ? n : (nint)time * n;
                float* last = t == 0 ? start.Data : y.Data + (t - 1) * n, lastCell = t == 0 ? start.Data : cells.Data + (t - 1) * n;
                MatrixProduct.Run(batch, 4 * n, n, new Operand(last, stride), new Operand(stateWeight.Data, n, true), u, 4 * n, false, Threads);
                var places = (u: (nint)u, last: (nint)last, lastCell: (nint)lastCell, steps: (nint)steps);
                Rows(batch, 8 * n, (sums, stateBias, y, gates, cells, places, stride, t), static (s, from, count) =>
                {
                    int time = s.y.Shape[1], n = s.y.Shape[2];
                    for (int b = from; b < from + count; b++)
                    {
                        nint at = (nint)b * time + s.t;
                        float* x = s.sums.Data + at * 4 * n, u = (float*)s.places.u + (nint)b * 4 * n, gates = s.gates.Data + at * 4 * n;
                        float* last = (float*)s.places.last + b * s.stride, lastCell = (float*)s.places.lastCell + b * s.stride;
                        float* h = s.y.Data + at * n, cell = s.cells.Data + at * n;
                        if (s.places.steps != 0 && s.t >= ((int*)s.places.steps)[b])
                        {
                            new Span<float>(last, n).CopyTo(new Span<float>(h, n));
                            new Span<float>(lastCell, n).CopyTo(new Span<float>(cell, n));
                            continue;
                        }
                        Maps.Run2<Functions.Add>(u, s.stateBias.Data, u, 4 * n);
                        Maps.Run2<Functions.Add>(x, u, gates, 4 * n);
                        Maps.Run1<Functions.Sigmoid>(gates, gates, 2 * n);
                        Maps.Run1<Functions.Tanh>(gates + 2 * n, gates + 2 * n, n);
                        Maps.Run1<Functions.Sigmoid>(gates + 3 * n, gates + 3 * n, n);
                        Maps.Run2<Functions.Multiply>(gates + n, lastCell, cell, n);
                        Maps.Run3<Functions.MultiplyAdd>(gates, gates + 2 * n, cell, cell, n);
                        Maps.Run2<Functions.MultiplyTanh>(gates + 3 * n, cell, h, n);
                    }
                });
            }
        }
    }

    /// <inheritdoc/>
    public override void LstmBackward(Tensor stateWeight, ReadOnlySpan<int> lengths, Tensor cellsBefore, Tensor cells, Tensor gates, Tensor dy,
        Tensor dh, Tensor dc, Tensor d)
    {
        int batch = dy.Shape[0], time = dy.Shape[1], n = dy.Shape[2];
        fixed (int* steps = lengths)
        {
            for (int t = time - 1; t >= 0; t--)
            {
                Rows(batch, 8 * n, (cellsBefore, cells, gates, dy, dh, dc, d, t, steps: (nint)steps), static (s, from, count) =>
                {
                    int time = s.dy.Shape[1], n = s.dy.Shape[2];
                    for (int b = from; b < from + count; b++)
                    {
                        nint at = (nint)b * time + s.t;
                        float* dh = s.dh.Data + (nint)b * n, d = s.d.Data + at * 4 * n;
                        Maps.Run2<Functions.Add>(s.dy.Data + at * n, dh, dh, n);
                        float* gates = s.gates.Data + at * 4 * n;
                        if (s.steps != 0 && s.t >= ((int*)s.steps)[b]) new Span<float>(d, 4 * n).Clear();
                        else LstmGates(gates, s.cellsBefore.Data + at * n, s.cells.Data + at * n, dh, s.dc.Data + (nint)b * n, d, n);
                    }
                });
                MatrixProduct.Run(batch, n, 4 * n, new Operand(d.Data + (nint)t * 4 * n, (nint)time * 4 * n), new Operand(stateWeight.Data, n),
                    dh.Data, n, add: true, Threads);
            }
        }
    }

    /// <summary>Back through one step of one example: d gets the gates' gradients, dc moves to the step before, dh is used up.</summary>
    private static void LstmGates(float* gates, float* cellBefore, float* cell, float* dh, float* dc, float* d, int n)
    {
        Maps.Run1<Functions.Tanh>(cell, d + 3 * n, n); // what the forward pass took
        for (int j = 0; j < n; j++)
        {
            float i = gates[j], f = gates[n + j], g = gates[2 * n + j], o = gates[3 * n + j], tanh = d[3 * n + j];
            float all = dc[j] + dh[j] * o * (1 - tanh * tanh);
            d[j] = all * g * i * (1 - i);
            d[n + j] = all * cellBefore[j] * f * (1 - f);
            d[2 * n + j] = all * i * (1 - g * g);
            d[3 * n + j] = dh[j] * tanh * o * (1 - o);
            dc[j] = all * f;
            dh[j] = 0;
        }
    }
}

internal static partial class Definitions
{
    public static double[] Lstm(double[][] v, int batch, int time, int inputs, int n, int[] lengths)
    {
        var (x, wi, wh, bi, bh) = (v[0], v[1], v[2], v[3], v[4]);
        var y = new double[batch * time * n];
        double S(double a) => 1 / (1 + Math.Exp(-a));
        for (int b = 0; b < batch; b++)
        {
            var (h, c) = (new double[n], new double[n]);
            for (int t = 0; t < time; t++)
            {
                double[] sums = [.. Enumerable.Range(0, 4 * n).Select(g => bi[g] + bh[g]
                    + Enumerable.Range(0, inputs).Sum(i => wi[g * inputs + i] * x[(b * time + t) * inputs + i])
                    + Enumerable.Range(0, n).Sum(i => wh[g * n + i] * h[i]))];
                if (t < lengths[b])
                {
                    c = [.. c.Select((last, j) => S(sums[n + j]) * last + S(sums[j]) * Math.Tanh(sums[2 * n + j]))];
                    h = [.. c.Select((cell, j) => S(sums[3 * n + j]) * Math.Tanh(cell))];
                }
                h.CopyTo(y, (b * time + t) * n);
            }
        }
        return y;
    }
}
