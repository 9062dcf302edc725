using MusicRec.Kernels;

namespace MusicRec.Compute;

public sealed partial class Tape
{
    /// <summary>Scaled dot-product attention of several heads (Vaswani et al. 2017): softmax(q k^T / sqrt(width of a head)) v,
    /// head by head.</summary>
    /// <param name="q">Queries, [batch, time, width].</param>
    /// <param name="k">Keys, [batch, places, width].</param>
    /// <param name="v">Values, of the keys' shape.</param>
    /// <param name="heads">Number of heads; it divides the width.</param>
    /// <param name="causal">Whether a query sees only keys up to its own place, the last query being at the last key.</param>
    /// <param name="lengths">Keys of each example that count, from its first; empty for all.</param>
    /// <returns>[batch, time, width].</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public Tensor Attention(Tensor q, Tensor k, Tensor v, int heads = 1, bool causal = false, ReadOnlyMemory<int> lengths = default)
    {
        Shape s = Require.NotNull(q).Shape, t = Require.NotNull(k).Shape;
        if (s.Rank != 3 || t.Rank != 3 || s[0] != t[0] || s[2] != t[2] || Require.NotNull(v).Shape != t || s[2] % Require.Positive(heads) != 0)
            throw new ArgumentException($"Queries {s}, keys {t} and values {v?.Shape} do not fit {heads} heads.", nameof(k));
        if (lengths.Length > 0) Require.Length(lengths.Length, s[0], nameof(lengths));
        foreach (int length in lengths.Span) Require.Between(length, 1, t[1], nameof(lengths));
        Tensor y = Allocate(s), shares = Allocate(new Shape(s[0], heads, s[1], t[1]));
        Backend.Attention(q, k, v, causal, lengths.Span, y, shares);
        bool wanted = q.RequiresGradient || k.RequiresGradient || v.RequiresGradient;
        return Record(y, wanted, new AttentionStep(q, k, v, shares));
    }

    private readonly record struct AttentionStep(Tensor Q, Tensor K, Tensor V, Tensor Shares) : IStep
    {
        public void Backward(Tape tape, Tensor y, Tensor dy)
        {
            Tensor dq = tape.GradientOf(Q) ?? tape.Zeros(Q.Shape), dk = tape.GradientOf(K) ?? tape.Zeros(K.Shape);
            tape.Backend.AttentionBackward(Q, K, V, Shares, dy, dq, dk, tape.GradientOf(V) ?? tape.Zeros(V.Shape));
        }
    }
}

public abstract partial class Backend
{
    /// <summary>y = shares v with shares = softmax(q k^T / sqrt(width of a head)) over the keys that a query sees, 0 elsewhere;
    /// shares [batch, heads, time, places].</summary>
    public abstract void Attention(Tensor q, Tensor k, Tensor v, bool causal, ReadOnlySpan<int> lengths, Tensor y, Tensor shares);

    /// <summary>Adds to the gradients of queries, keys and values.</summary>
    public abstract void AttentionBackward(Tensor q, Tensor k, Tensor v, Tensor shares, Tensor dy, Tensor dq, Tensor dk, Tensor dv);
}

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public override void Attention(Tensor q, Tensor k, Tensor v, bool causal, ReadOnlySpan<int> lengths, Tensor y, Tensor shares)
    {
        fixed (int* counts = lengths)
        {
            Split(shares.Shape[0] * shares.Shape[1], 1, (q, k, v, causal, counts: (nint)counts, y, shares), static (s, chunk, _) =>
            {
                int heads = s.shares.Shape[1], time = s.q.Shape[1], places = s.k.Shape[1], width = s.q.Shape[2], each = width / heads;
                nint queries = (nint)(chunk / heads) * time * width + chunk % heads * each;
                nint keys = (nint)(chunk / heads) * places * width + chunk % heads * each;
                float* p = s.shares.Data + (nint)chunk * time * places;
                Gemm.Run(time, places, each, new Operand(s.q.Data + queries, width), new Operand(s.k.Data + keys, width, true), p, places, false);
                Maps.Run1<Functions.Scale>(p, p, (long)time * places, 1 / MathF.Sqrt(each));
                int counted = s.counts == 0 ? places : ((int*)s.counts)[chunk / heads];
                for (int t = 0; t < time; t++, p += places)
                {
                    int seen = s.causal ? Math.Min(counted, t + 1 + places - time) : counted;
                    if (seen > 0) SoftmaxRow(p, seen, false, p);
                    new Span<float>(p + Math.Max(seen, 0), places - Math.Max(seen, 0)).Clear();
                }
                p -= (nint)time * places;
                Gemm.Run(time, each, places, new Operand(p, places), new Operand(s.v.Data + keys, width), s.y.Data + queries, width, false);
            });
        }
    }

    /// <inheritdoc/>
    public override void AttentionBackward(Tensor q, Tensor k, Tensor v, Tensor shares, Tensor dy, Tensor dq, Tensor dk, Tensor dv) =>
        Split(shares.Shape[0] * shares.Shape[1], 1, (q, k, v, shares, dy, dq, dk, dv), static (s, chunk, _) =>
        {
            int heads = s.shares.Shape[1], time = s.q.Shape[1], places = s.k.Shape[1], width = s.q.Shape[2], each = width / heads;
            nint queries = (nint)(chunk / heads) * time * width + chunk % heads * each;
            nint keys = (nint)(chunk / heads) * places * width + chunk % heads * each;
            float* p = s.shares.Data + (nint)chunk * time * places, d = Scratch.Take(0, 2 * time * places), ds = d + time * places;
            var dy = new Operand(s.dy.Data + queries, width);
            Gemm.Run(time, places, each, dy, new Operand(s.v.Data + keys, width, true), d, places, false);
            new Span<float>(ds, time * places).Clear();
            float scale = 1 / MathF.Sqrt(each);
            for (nint t = 0; t < (nint)time * places; t += places) // ds = p (d - p . d)
                Maps.Run3<Functions.SoftmaxBack>(p + t, d + t, ds + t, ds + t, places, Dot.Run(p + t, d + t, places));
            Maps.Run1<Functions.Scale>(ds, ds, (long)time * places, scale);
            Gemm.Run(time, each, places, new Operand(ds, places), new Operand(s.k.Data + keys, width), s.dq.Data + queries, width, true);
            Gemm.Run(places, each, time, new Operand(ds, places, true), new Operand(s.q.Data + queries, width), s.dk.Data + keys, width, true);
            Gemm.Run(places, each, time, new Operand(p, places, true), dy, s.dv.Data + keys, width, true);
        });
}

internal static partial class Definitions
{
    public static double[] Attention(
        double[] q, double[] k, double[] v, (int Batch, int Time, int Places, int Width, int Heads) s, bool causal, int[] lengths)
    {
        var y = new double[q.Length];
        int each = s.Width / s.Heads;
        for (int at = 0; at < y.Length; at++)
        {
            int column = at % s.Width, t = at / s.Width % s.Time, b = at / s.Width / s.Time, first = column / each * each;
            int seen = Math.Min(lengths[b], causal ? t + 1 + s.Places - s.Time : s.Places);
            var scores = Enumerable.Range(0, seen).Select(p => Enumerable.Range(first, each)
                .Sum(c => q[(b * s.Time + t) * s.Width + c] * k[(b * s.Places + p) * s.Width + c]) / Math.Sqrt(each)).ToArray();
            var shares = Softmax(scores, seen, false);
            for (int p = 0; p < seen; p++) y[at] += shares[p] * v[(b * s.Places + p) * s.Width + column];
        }
        return y;
    }
}
