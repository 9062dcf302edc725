namespace MusicRec.Evaluation;

/// <summary>Two models on one metric, over the same users.</summary>
/// <param name="Metric">Name of the metric.</param>
/// <param name="First">Name of the first model.</param>
/// <param name="Second">Name of the second model.</param>
/// <param name="Difference">Mean of the first minus mean of the second.</param>
/// <param name="PValue">Two-sided p-value of the paired permutation test.</param>
/// <param name="AdjustedPValue">The same after Holm's correction over all pairs compared together.</param>
public sealed record Comparison(string Metric, string First, string Second, double Difference, double PValue, double AdjustedPValue)
{
    /// <summary>Compares every pair of models on one metric.</summary>
    /// <param name="reports">Reports over the same users.</param>
    /// <param name="metric">Name of a metric that all reports hold.</param>
    /// <param name="permutations">Sign flips of each test.</param>
    /// <param name="seed">Seed of the tests.</param>
    /// <returns>One comparison a pair, in the order of the reports.</returns>
    /// <exception cref="ArgumentException">The reports are over different users.</exception>
    public static IReadOnlyList<Comparison> AllPairs(IReadOnlyList<EvaluationReport> reports,
        string metric, int permutations = 10_000, ulong seed = 0)
    {
        Require.NotNull(reports);
        var pairs = new List<Comparison>();
        for (int a = 0; a < reports.Count; a++)
            for (int b = a + 1; b < reports.Count; b++)
                pairs.Add(Pair(reports[a], reports[b], metric, permutations, seed));
        double[] adjusted = Holm.Adjust([.. pairs.Select(pair => pair.PValue)]);
        return [.. pairs.Select((pair, i) => pair with { AdjustedPValue = adjusted[i] })];
    }

    private static Comparison Pair(EvaluationReport first, EvaluationReport second, string metric, int permutations, ulong seed)
    {
        if (!first.Users.SequenceEqual(second.Users))
            throw new ArgumentException(
                $"'{first.Model}' and '{second.Model}' were evaluated on different users; evaluate both on one split.", nameof(second));
        MetricResult x = first[metric], y = second[metric];
        var differences = new double[x.PerUser.Length];
        for (int u = 0; u < differences.Length; u++) differences[u] = x.Weights[u] * (x.PerUser[u] - y.PerUser[u]);
        double p = PairedPermutation.PValue(differences, permutations, seed);
        return new(metric, first.Model, second.Model, x.Mean - y.Mean, p, p);
    }
}
