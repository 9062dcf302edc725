using MusicRec.Data;
using MusicRec.Ranking;

namespace MusicRec.Evaluation;

/// <summary>Judges predicted ratings: a model's scores of the test pairs against their weights.</summary>
public static class RatingEvaluator
{
    private const int BlockScores = 1 << 20;

    /// <summary>Computes rating metrics over all test pairs.</summary>
    /// <param name="model">A model whose scores are ratings. Same users and items as the test data.</param>
    /// <param name="test">True ratings as weights, at least one.</param>
    /// <param name="metrics">What to compute; null for RMSE and MAE.</param>
    /// <param name="cancel">Cancels between blocks.</param>
    /// <returns>Values by metric name.</returns>
    /// <exception cref="MusicRecException">The model's ids differ from the data's.</exception>
    public static IReadOnlyDictionary<string, double> Evaluate(IRecommender model, Interactions test, IReadOnlyList<IRatingMetric>? metrics = null,
        CancellationToken cancel = default)
    {
        Require.NotNull(model);
        Require.NotNull(test);
        Evaluator.RequireSameIds(model.UserIds, test.UserIds, "users");
        Evaluator.RequireSameIds(model.ItemIds, test.ItemIds, "items");
        var (truth, predicted) = (new double[Require.Positive(test.Count)], new double[test.Count]);
        int[] users = [.. Enumerable.Range(0, test.Users).Where(user => !test.ItemsOf(user).IsEmpty)];
        int items = test.Items, block = (int)Math.Clamp(BlockScores / Math.Max(1L, items), 1, 64), to = 0;
        var scores = new float[block * items];
        for (int first = 0; first < users.Length; first += block)
        {
            cancel.ThrowIfCancellationRequested();
            int count = Math.Min(block, users.Length - first);
            model.Score(users.AsSpan(first, count), scores.AsSpan(0, count * items));
            for (int row = 0; row < count; row++)
            {
                ReadOnlySpan<int> columns = test.ItemsOf(users[first + row]);
                ReadOnlySpan<float> ratings = test.WeightsOf(users[first + row]);
                for (int e = 0; e < columns.Length; e++, to++) (truth[to], predicted[to]) = (ratings[e], scores[row * items + columns[e]]);
            }
        }
        metrics ??= [new Rmse(), new Mae()];
        return metrics.ToDictionary(metric => metric.Name, metric => metric.Evaluate(truth, predicted));
    }
}
