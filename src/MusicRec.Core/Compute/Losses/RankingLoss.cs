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
            SumOfRows(rows, scores.Shape.Columns, (scores, target: (nint)target, kind, regularization, gradient, rows), static (s, row) =>
            {
                int n = s.scores.Shape.Columns, target = ((int*)s.target)[row];
                float* r = s.scores.Data + (nint)row * n, g = s.gradient.Data + (nint)row * n;
                bool max = s.kind is RankingLossKind.BprMax or RankingLossKind.Top1Max;
                double most = double.NegativeInfinity, sum = 0;
                for (int j = 0; j < n; j++) if (j != target) most = Math.Max(most, r[j]);
                for (int j = 0; j < n; j++) if (j != target) sum += Math.Exp(r[j] - most);
                double value = 0, won = 0; // won: the weighted share of negatives below the target
                for (int j = 0; j < n; j++)
                {
                    if (j == target) continue;
                    double weight = max ? Math.Exp(r[j] - most) / sum : 1.0 / (n - 1);
                    won += weight * Logistic(r[target] - r[j]);
                    value += weight * PairLoss(s.kind, r[target], r[j], s.regularization);
                }
                double own = 0;
                for (int j = 0; j < n; j++)
                {
                    if (j == target) continue;
                    double weight = max ? Math.Exp(r[j] - most) / sum : 1.0 / (n - 1);
                    var (dj, di) = PairGradient(s.kind, r[target], r[j], s.regularization, won);
                    if (max) dj += PairLoss(s.kind, r[target], r[j], s.regularization) - value; // through the softmax weight
                    if (s.kind == RankingLossKind.BprMax) dj += 1 - Logistic(r[target] - r[j]) / won;
                    g[j] = (float)(weight * dj / s.rows);
                    own += weight * di;
                }
                g[target] = (float)(own / s.rows);
                return s.kind == RankingLossKind.BprMax ? value - Math.Log(won) : value;
            }, 1.0 / rows, loss);
        }
    }

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    /// <summary>What negative b adds, times its weight; of BPR-max the penalty alone, its logarithm being taken of the sum.</summary>
    private static double PairLoss(RankingLossKind kind, double a, double b, double regularization) => kind switch
    {
        RankingLossKind.Bpr => Math.Max(b - a, 0) + Math.Log(1 + Math.Exp(-Math.Abs(b - a))),
        RankingLossKind.BprMax => regularization * b * b,
        _ => Logistic(b - a) + Logistic(b * b),
    };

    /// <summary>Its derivatives by b and by the target a, with the softmax weight held.</summary>
    private static (double ByB, double ByA) PairGradient(RankingLossKind kind, double a, double b, double regularization, double won)
    {
        double p = Logistic(b - a), slope = p * (1 - p), q = Logistic(b * b);
        return kind switch
        {
            RankingLossKind.Bpr => (p, -p),
            RankingLossKind.BprMax => (slope / won + 2 * regularization * b, -slope / won),
            _ => (slope + 2 * b * q * (1 - q), -slope),
        };
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
