using MusicRec.Kernels;

namespace MusicRec.Compute;

/// <summary>Losses that rank a row's target r_i above its other scores r_j; s_j is the softmax over the others alone
/// (Hidasi et al. 2016; Hidasi and Karatzoglou 2018).</summary>
public enum RankingLossKind
{
    /// <summary>Mean over j of -ln s(r_i - r_j).</summary>
    Bpr,

    /// <summary>Mean over j of s(r_j - r_i) + s(r_j^2).</summary>
    Top1,

    /// <summary>-ln sum_j s_j s(r_i - r_j) + regularisation sum_j s_j r_j^2.</summary>
    BprMax,

    /// <summary>sum_j s_j (s(r_j - r_i) + s(r_j^2)).</summary>
    Top1Max,
}

public sealed partial class Tape
{
    /// <summary>Mean over rows of a ranking loss: [1].</summary>
    /// <param name="scores">[rows, candidates], at least two candidates.</param>
    /// <param name="targets">The target's column of each row; all others are negatives.</param>
    /// <param name="kind">Which loss.</param>
    /// <param name="regularization">Weight of the score penalty of BPR-max.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public Tensor RankingLoss(Tensor scores, ReadOnlySpan<int> targets, RankingLossKind kind, double regularization = 0)
    {
        Require.Length(targets.Length, Require.NotNull(scores).Shape.Rows, nameof(targets));
        Require.Between(scores.Shape.Columns, 2, int.MaxValue, nameof(scores));
        foreach (int target in targets) Require.Index(target, scores.Shape.Columns, nameof(targets));
        Tensor loss = Allocate(new Shape(1)), gradient = Allocate(scores.Shape);
        Backend.RankingLoss(scores, targets, Require.Defined(kind), Require.NotNegative(regularization), loss, gradient);
        return Loss(scores, gradient, loss);
    }
}

public abstract partial class Backend
{
    /// <summary>loss = mean over rows of a ranking loss; gradient with respect to the scores.</summary>
    public abstract void RankingLoss(
        Tensor scores, ReadOnlySpan<int> targets, RankingLossKind kind, double regularization, Tensor loss, Tensor gradient);
}

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public override void RankingLoss(
        Tensor scores, ReadOnlySpan<int> targets, RankingLossKind kind, double regularization, Tensor loss, Tensor gradient)
    {
        fixed (int* target = targets)
        {
            int rows = scores.Shape.Rows;
            var state = (scores, target: (nint)target, kind, regularization, gradient, scale: 1f / rows);
            SumOfRows(rows, scores.Shape.Columns, state, static (s, row) =>
            {
                int n = s.scores.Shape.Columns, target = ((int*)s.target)[row];
                float* r = s.scores.Data + (nint)row * n, g = s.gradient.Data + (nint)row * n;
                float* weights = Scratch.Take(2, 2 * n), temporary = weights + n;
                WeighNegatives(r, n, target, s.kind is RankingLossKind.BprMax or RankingLossKind.Top1Max, weights);
                var (value, own, shift) = s.kind switch
                {
                    RankingLossKind.Bpr => Bpr(r, n, r[target], weights, temporary, g),
                    RankingLossKind.BprMax => BprMax(r, n, r[target], (float)s.regularization, weights, temporary, g),
                    _ => Top1(r, n, r[target], s.kind == RankingLossKind.Top1Max, weights, temporary, g),
                };
                Maps.Run2<Functions.ShiftedProduct>(g, weights, g, n, shift, s.scale);
                g[target] = own * s.scale;
                return value;
            }, 1.0 / rows, loss);
        }
    }

    // Each negative's weight: its softmax among the negatives, or 1 / (n - 1); the target's is 0.
    private static void WeighNegatives(float* r, int n, int target, bool softmax, float* weights)
    {
        if (softmax)
        {
            new Span<float>(r, n).CopyTo(new Span<float>(weights, n));
            weights[target] = r[target == 0 ? 1 : 0];
            Maps.Run1<Functions.ExpMinus>(weights, weights, n, Reductions.Max(weights, n));
            weights[target] = 0;
            Maps.Run1<Functions.Scale>(weights, weights, n, 1 / Reductions.Sum(weights, n));
            return;
        }
        new Span<float>(weights, n).Fill(1f / (n - 1));
        weights[target] = 0;
    }

    // Each of the following leaves t in g, so that the gradient of negative j is w_j (t_j + shift), and returns the row's loss, the target's
    // gradient and the shift. a is the target's score, w are the weights; l_j = s(a - r_j).

    // Loss sum w softplus(r - a); t = s(r - a).
    private static (double Loss, float Own, float Shift) Bpr(float* r, int n, float a, float* w, float* temporary, float* g)
    {
        Maps.Run1<Functions.Affine>(r, g, n, 1, -a);
        Maps.Run1<Functions.Softplus>(g, temporary, n);
        double loss = Dot.Run(w, temporary, n);
        Maps.Run1<Functions.Sigmoid>(g, g, n);
        return (loss, -Dot.Run(w, g, n), 0);
    }

    // Loss -ln L + c P with L = sum w l, P = sum w r^2; t = c r (2 + r) - l^2 / L, shift 1 - c P.
    private static (double Loss, float Own, float Shift) BprMax(float* r, int n, float a, float c, float* w, float* l, float* g)
    {
        Maps.Run1<Functions.Affine>(r, l, n, -1, a);
        Maps.Run1<Functions.Sigmoid>(l, l, n);
        Maps.Run2<Functions.Multiply>(w, r, g, n);
        float penalty = c * Dot.Run(g, r, n);
        Maps.Run2<Functions.Multiply>(w, l, g, n);
        float won = Math.Max(Reductions.Sum(g, n), 1e-30f), squares = Dot.Run(g, l, n);
        Maps.Run2<Functions.BprMaxTerm>(l, r, g, n, 1 / won, c);
        return (penalty - Math.Log(won), (squares - won) / won, 1 - penalty);
    }

    // Loss sum w (p + q) with p = s(r - a), q = s(r^2); t = p (1 - p) + 2 r q (1 - q), and where w is a softmax + p + q with shift -loss.
    private static (double Loss, float Own, float Shift) Top1(float* r, int n, float a, bool softmax, float* w, float* p, float* g)
    {
        Maps.Run1<Functions.Affine>(r, p, n, 1, -a);
        Maps.Run1<Functions.Sigmoid>(p, p, n);
        Maps.Run1<Functions.SigmoidOfSquare>(r, g, n);
        float above = Dot.Run(w, p, n), loss = above + Dot.Run(w, g, n);
        Maps.Run3<Functions.Top1Term>(p, g, r, g, n, softmax ? 1 : 0);
        Maps.Run2<Functions.WeightedSquare>(p, w, p, n);
        return (loss, Reductions.Sum(p, n) - above, softmax ? -loss : 0);
    }
}

internal static partial class Definitions
{
    public static double RankingLoss(double[] scores, int[] targets, RankingLossKind kind, double regularization)
    {
        int n = scores.Length / targets.Length;
        double S(double x) => 1 / (1 + Math.Exp(-x));
        return targets.Select((target, row) =>
        {
            double a = scores[row * n + target];
            double[] others = [.. scores.Skip(row * n).Take(n).Where((_, j) => j != target)], s = Softmax(others, n - 1, false);
            return kind switch
            {
                RankingLossKind.Bpr => others.Average(b => -Math.Log(S(a - b))),
                RankingLossKind.Top1 => others.Average(b => S(b - a) + S(b * b)),
                RankingLossKind.BprMax => -Math.Log(others.Select((b, j) => s[j] * S(a - b)).Sum())
                    + regularization * others.Select((b, j) => s[j] * b * b).Sum(),
                _ => others.Select((b, j) => s[j] * (S(b - a) + S(b * b))).Sum(),
            };
        }).Average();
    }
}
