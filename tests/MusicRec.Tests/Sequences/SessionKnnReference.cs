using MusicRec.Sequences;

namespace MusicRec.Tests.Sequences;

/// <summary>The formulas of <see cref="KnnRule"/> over sets and sorts, one session after the other.</summary>
internal static class SessionKnnReference
{
    public static double[] Score(KnnRule rule, ItemSequences train, ReadOnlySpan<int> history, ReadOnlySpan<long> times)
    {
        int[] current = rule.HistoryItems > 0 ? [.. history.ToArray().TakeLast(rule.HistoryItems)] : history.ToArray();
        var weights = new Dictionary<int, double>();
        for (int p = 1; p <= current.Length; p++) weights[current[p - 1]] = rule.ItemWeight(p, current.Length);
        long now = times.IsEmpty ? 0 : times[^1];
        var scores = new double[train.Items];
        var sample = Enumerable.Range(0, train.Count)
            .Where(s => rule.Candidates == SessionCandidates.LastItem
                ? current.Length > 0 && Row(train, s).Contains(current[^1]) : Row(train, s).Intersect(current).Any())
            .OrderByDescending(End).ThenByDescending(s => s).Take(rule.SampleSize);
        long End(int s) => train.TimesOf(s).IsEmpty ? long.MinValue : train.TimesOf(s)[^1];
        var recency = Enumerable.Range(0, train.Count).OrderBy(End).ThenBy(s => s).ToList();
        var neighbours = sample.Select(s => (Session: s, Similarity: Similarity(rule, Row(train, s), weights) * rule.Age(now - End(s))
                * rule.Recency(recency.Count - 1 - recency.IndexOf(s))))
            .OrderByDescending(n => n.Similarity).ThenByDescending(n => recency.IndexOf(n.Session)).Take(rule.Neighbours);
        foreach (var (session, similarity) in neighbours)
        {
            int[] row = Row(train, session);
            int step = 1 + Array.FindIndex([.. current.Reverse()], row.Contains);
            int shared = Array.FindLastIndex(row, weights.ContainsKey);
            foreach (int item in row.Distinct())
            {
                int holders = Enumerable.Range(0, train.Count).Count(s => Row(train, s).Contains(item));
                scores[item] += similarity * Decays.OverDistance(rule.ScoreWeighting, step) * rule.Distance(Array.LastIndexOf(row, item) - shared)
                    * (1 + rule.IdfWeight * Math.Log((double)train.Count / holders));
            }
        }
        return scores;
    }

    private static double Similarity(KnnRule rule, int[] row, Dictionary<int, double> weights)
    {
        var shared = weights.Where(w => row.Contains(w.Key)).Sum(w => w.Value);
        int size = row.Distinct().Count();
        return rule.Similarity switch
        {
            SessionSimilarity.Cosine => shared / (Math.Sqrt(weights.Values.Sum(w => w * w)) * Math.Sqrt(size)),
            SessionSimilarity.CosineTimesSize => weights.Count * shared / (Math.Sqrt(weights.Count) * Math.Sqrt(size)),
            SessionSimilarity.Dot => shared / weights.Count,
            _ => (double)row.Intersect(weights.Keys).Count() / row.Union(weights.Keys).Count(),
        };
    }

    private static int[] Row(ItemSequences data, int row) => data[row].ToArray();
}
