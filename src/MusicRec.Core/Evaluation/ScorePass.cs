using MusicRec.Data;
using MusicRec.Numerics;
using MusicRec.Ranking;

namespace MusicRec.Evaluation;

/// <summary>Scores the users block by block and computes the score metrics.</summary>
internal static class ScorePass
{
    private const int BlockScores = 1 << 20; // 4 MB of scores a worker

    public static MetricResult[] Run(EvaluatorOptions options, IRecommender model, Interactions known, Truth truth, CancellationToken cancel)
    {
        var metrics = options.ScoreMetrics;
        if (metrics.Count == 0) return [];
        var (values, weights) = (new double[metrics.Count][], new double[metrics.Count][]);
        for (int m = 0; m < metrics.Count; m++) (values[m], weights[m]) = (new double[truth.Users.Length], new double[truth.Users.Length]);
        int items = truth.Items, block = (int)Math.Clamp(BlockScores / Math.Max(1L, items), 1, 64);
        WorkerTeam.Shared.Run((truth.Users.Length + block - 1) / block, WorkerTeam.Threads(options.Threads), (chunk, _) =>
        {
            int first = chunk * block, count = Math.Min(block, truth.Users.Length - first);
            var scores = new float[count * items];
            model.Score(truth.Users.AsSpan(first, count), scores);
            for (int row = 0; row < count; row++)
            {
                int user = truth.Users[first + row];
                var excluded = Excluded(options, known, user);
                for (int m = 0; m < metrics.Count; m++)
                {
                    weights[m][first + row] = metrics[m].Weight(truth.Grades(user));
                    values[m][first + row] = metrics[m].Evaluate(scores.AsSpan(row * items, items),
                        truth.Relevant(user), truth.Grades(user), excluded);
                }
            }
        }, cancel);
        return [.. metrics.Select((metric, m) => new MetricResult(metric.Name, values[m], weights[m]))];
    }

    private static ReadOnlySpan<int> Excluded(EvaluatorOptions options, Interactions known, int user)
    {
        ReadOnlySpan<int> seen = options.ExcludeTraining ? known.ItemsOf(user) : [];
        if (options.Candidates is not { } candidates) return seen;
        var excluded = new List<int>();
        for (int item = 0; item < known.Items; item++)
        {
            if (!candidates.Contains(item) || seen.BinarySearch(item) >= 0) excluded.Add(item);
        }
        return excluded.ToArray();
    }
}
