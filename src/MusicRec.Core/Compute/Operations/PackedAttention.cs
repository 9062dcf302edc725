using MusicRec.Kernels;

namespace MusicRec.Compute;

public sealed partial class Tape
{
    /// <summary>Self-attention of sequences laid end to end, without padding: an event sees the events of its own sequence, or only itself and
    /// those before it. Head by head softmax(q k^T / sqrt(width of a head)) v, as <see cref="Attention"/>.</summary>
    /// <param name="x">Queries, keys and values side by side, [events, 3 width].</param>
    /// <param name="offsets">Sequence s holds events offsets[s] .. offsets[s + 1] - 1; the memory must stay as it is until the backward pass is
    /// over.</param>
    /// <param name="heads">Number of heads; it divides the width.</param>
    /// <param name="causal">Whether an event sees only itself and those before it.</param>
    /// <returns>[events, width].</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or the offsets do not describe the events.</exception>
    public Tensor PackedAttention(Tensor x, ReadOnlyMemory<int> offsets, int heads = 1, bool causal = true)
    {
        Shape s = Require.NotNull(x).Shape;
        if (s.Rank != 2 || s[1] % 3 != 0 || s[1] / 3 % Require.Positive(heads) != 0)
            throw new ArgumentException($"Queries, keys and values of shape {s} do not fit {heads} heads.", nameof(x));
        int longest = Packed.Check(offsets.Span, s[0]);
        Tensor y = Allocate(new Shape(s[0], s[1] / 3)), shares = Allocate(new Shape(s[0], heads, longest));
        Backend.PackedAttention(x, offsets.Span, causal, y, shares);
        return Record(y, x.RequiresGradient, new PackedAttentionStep(x, offsets, causal, shares));
    }

    private readonly record struct PackedAttentionStep(Tensor X, ReadOnlyMemory<int> Offsets, bool Causal, Tensor Shares) : IStep
    {
        public void Backward(Tape tape, Tensor y, Tensor dy) =>
            tape.Backend.PackedAttentionBackward(X, Offsets.Span, Causal, Shares, dy, tape.GradientOf(X)!);
    }
}

public abstract partial class Backend
{
    /// <summary>y = shares v, sequence by sequence; shares [events, heads, longest] = softmax(q k^T / sqrt(width of a head)) over the events of
    /// the own sequence, up to the own place where causal.</summary>
    public abstract void PackedAttention(Tensor x, ReadOnlySpan<int> offsets, bool causal, Tensor y, Tensor shares);

    /// <summary>Adds to the gradient of queries, keys and values.</summary>
    public abstract void PackedAttentionBackward(Tensor x, ReadOnlySpan<int> offsets, bool causal, Tensor shares, Tensor dy, Tensor dx);
}

public sealed unsafe partial class CpuBackend
{
    private const int SequencesPerChunk = 16;

    /// <inheritdoc/>
    public override void PackedAttention(Tensor x, ReadOnlySpan<int> offsets, bool causal, Tensor y, Tensor shares)
    {
        fixed (int* ends = offsets)
        {
            Split(offsets.Length - 1, SequencesPerChunk, (x, ends: (nint)ends, causal, y, shares), static (s, from, count) =>
            {
                int heads = s.shares.Shape[1], width = s.y.Shape[1], each = width / heads;
                nint row = 3 * width, line = heads * s.shares.Shape[2];
                for (int task = from * heads; task < (from + count) * heads; task++)
                {
                    int first = ((int*)s.ends)[task / heads], time = ((int*)s.ends)[task / heads + 1] - first, head = task % heads;
                    float* q = s.x.Data + first * row + head * each, p = s.shares.Data + first * line + head * s.shares.Shape[2];
                    Gemm.Run(time, time, each, new Operand(q, row), new Operand(q + width, row, true), p, line, false);
                    for (int t = 0; t < time; t++)
                    {
                        float* weights = p + t * line;
                        int seen = s.causal ? t + 1 : time;
                        Maps.Run1<Functions.Scale>(weights, weights, seen, 1 / MathF.Sqrt(each));
                        SoftmaxRow(weights, seen, false, weights);
                        new Span<float>(weights + seen, time - seen).Clear();
                    }
                    Gemm.Run(time, each, time, new Operand(p, line), new Operand(q + 2 * width, row),
                        s.y.Data + (nint)first * width + head * each, width, false);
                }
            });
        }
    }

    /// <inheritdoc/>
    public override void PackedAttentionBackward(Tensor x, ReadOnlySpan<int> offsets, bool causal, Tensor shares, Tensor dy, Tensor dx)
    {
        fixed (int* ends = offsets)
        {
            Split(offsets.Length - 1, SequencesPerChunk, (x, ends: (nint)ends, causal, shares, dy, dx), static (s, from, count) =>
            {
                int heads = s.shares.Shape[1], width = s.dy.Shape[1], each = width / heads, longest = s.shares.Shape[2];
                nint row = 3 * width, line = heads * longest;
                float* d = Scratch.Take(0, 2 * longest * longest);
                float scale = 1 / MathF.Sqrt(each);
                for (int task = from * heads; task < (from + count) * heads; task++)
                {
                    int first = ((int*)s.ends)[task / heads], time = ((int*)s.ends)[task / heads + 1] - first, head = task % heads;
                    float* q = s.x.Data + first * row + head * each, p = s.shares.Data + first * line + head * longest;
                    float* dq = s.dx.Data + first * row + head * each, ds = d + time * time;
                    var up = new Operand(s.dy.Data + (nint)first * width + head * each, width);
                    Gemm.Run(time, time, each, up, new Operand(q + 2 * width, row, true), d, time, false);
                    new Span<float>(ds, time * time).Clear();
                    for (int t = 0; t < time; t++) // ds = p (d - p . d)
                    {
                        float* weights = p + t * line, from1 = d + t * time, to = ds + t * time;
                        int seen = s.causal ? t + 1 : time;
                        Maps.Run3<Functions.SoftmaxBack>(weights, from1, to, to, seen, Dot.Run(weights, from1, seen));
                    }
                    Maps.Run1<Functions.Scale>(ds, ds, (long)time * time, scale);
                    Gemm.Run(time, each, time, new Operand(ds, time), new Operand(q + width, row), dq, row, true);
                    Gemm.Run(time, each, time, new Operand(ds, time, true), new Operand(q, row), dq + width, row, true);
                    Gemm.Run(time, each, time, new Operand(p, line, true), up, dq + 2 * width, row, true);
                }
            });
        }
    }
}

internal static partial class Definitions
{
    public static double[] PackedAttention(double[] x, int[] offsets, int width, int heads, bool causal)
    {
        var y = new double[x.Length / 3];
        int each = width / heads;
        for (int at = 0; at < y.Length; at++)
        {
            int column = at % width, t = at / width, head = column / each * each, first = offsets.Last(o => o <= t);
            int seen = causal ? t + 1 - first : offsets.First(o => o > t) - first;
            double[] scores = [.. Enumerable.Range(first, seen).Select(u => Enumerable.Range(head, each)
                .Sum(c => x[t * 3 * width + c] * x[u * 3 * width + width + c]) / Math.Sqrt(each))];
            var shares = Softmax(scores, scores.Length, false);
            for (int u = first; u < first + seen; u++) y[at] += shares[u - first] * x[u * 3 * width + 2 * width + column];
        }
        return y;
    }
}
