using MusicRec.Data;
using MusicRec.Numerics;
using MusicRec.Ranking;

namespace MusicRec.Hybrid;

/// <summary>Several recommenders as one. The parts must know the same users and items; the fused model only refers to them, so it is kept by
/// saving the
/// parts.</summary>
public static class Fusion
{
    /// <summary>A weighted sum of the parts' scores, each user's first brought to mean 0 and deviation 1 over the items, since scores of
    /// different models
    /// have different scales.</summary>
    /// <param name="parts">The models and their weights.</param>
    public static IRecommender Weighted(params IReadOnlyList<(IRecommender Model, double Weight)> parts) =>
        new FusedScores(parts, FusedScores.Standardize);

    /// <summary>Reciprocal rank fusion (Cormack, Clarke, Buettcher 2009): the sum over parts of weight / (60 + rank).</summary>
    /// <param name="parts">The models and their weights.</param>
    public static IRecommender Ranks(params IReadOnlyList<(IRecommender Model, double Weight)> parts) =>
        new FusedScores(parts, FusedScores.ToReciprocalRank);

    /// <summary>Stacking: the weights of <see cref="Weighted"/> that best tell a user's held-out items from others, by logistic regression on pairs
    /// (Newton's method, ridge .001 a pair); each held-out item meets one other item drawn by the seed.</summary>
    /// <param name="models">Fitted on the training part.</param>
    /// <param name="train">Not drawn as other items.</param>
    /// <param name="validation">Held out from the models.</param>
    /// <param name="candidates">Items that are drawn; null for all.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <returns>The weights, one a model.</returns>
    public static IReadOnlyList<double> Stack(IReadOnlyList<IRecommender> models, Interactions train, Interactions validation,
        ItemMask? candidates = null, ulong seed = 1)
    {
        var parts = new FusedScores([.. Require.NotNull(models).Select(model => (model, 1.0))], FusedScores.Standardize);
        var (random, differences) = (new CounterRandom(seed, 21), new List<double[]>());
        ulong draw = 0;
        for (int user = 0; user < Require.NotNull(validation).Users; user++)
        {
            var held = validation.ItemsOf(user);
            if (held.IsEmpty) continue;
            float[][] scores = parts.PartScores(user);
            for (int e = 0; e < held.Length; e++)
            {
                for (int attempt = 0; attempt < 100; attempt++)
                {
                    int other = random.Below(draw++, validation.Items);
                    bool isOther = candidates?.Contains(other) != false && held.BinarySearch(other) < 0
                        && train.ItemsOf(user).BinarySearch(other) < 0;
                    if (!isOther) continue;
                    int item = held[e];
                    differences.Add([.. scores.Select(row => (double)row[item] - row[other])]);
                    break;
                }
            }
        }
        if (differences.Count == 0) throw new ArgumentException("The validation part holds no pair to learn from.", nameof(validation));
        return PairwiseLogistic(differences, models.Count);
    }

    // Minimises the mean of ln(1 + exp(-w.d)) + .001 |w|^2 / 2, which is strictly convex.
    private static double[] PairwiseLogistic(List<double[]> differences, int n)
    {
        const double ridge = 1e-3;
        var w = new double[n];
        for (int step = 0; step < 30; step++)
        {
            var (hessian, gradient) = (new double[n * n], new double[n]);
            foreach (double[] d in differences)
            {
                double margin = 0;
                for (int k = 0; k < n; k++) margin += w[k] * d[k];
                double p = 1 / (1 + Math.Exp(margin)), curvature = p * (1 - p) / differences.Count;
                for (int i = 0; i < n; i++)
                {
                    gradient[i] += p * d[i] / differences.Count;
                    for (int j = 0; j <= i; j++) hessian[i * n + j] += curvature * d[i] * d[j];
                }
            }
            for (int i = 0; i < n; i++)
            {
                gradient[i] -= ridge * w[i];
                hessian[i * n + i] += ridge;
            }
            if (!DoubleCholesky.Factor(hessian, n)) break;
            DoubleCholesky.Solve(hessian, n, gradient);
            double length = Math.Sqrt(gradient.Sum(g => g * g)), scale = Math.Min(1, 2 / Math.Max(length, 1e-300)); // short steps keep Newton safe
            for (int i = 0; i < n; i++) w[i] += scale * gradient[i];
            if (length < 1e-10) break;
        }
        return w;
    }
}
