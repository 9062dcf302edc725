namespace MusicRec.Evaluation;

/// <summary>One metric of one model over all evaluated users.</summary>
public sealed record MetricResult
{
    private readonly double[] _perUser;
    private readonly double[] _weights;

    internal MetricResult(string name, double[] perUser, double[] weights)
    {
        (Name, _perUser, _weights) = (name, perUser, weights);
        double sum = 0, total = 0;
        for (int u = 0; u < perUser.Length; u++)
        {
            sum += weights[u] * perUser[u];
            total += weights[u];
        }
        Mean = total > 0 ? sum / total : 0;
    }

    /// <summary>The metric's name.</summary>
    public string Name { get; }

    /// <summary>Weighted mean over users; all weights are 1 for almost every metric.</summary>
    public double Mean { get; }

    /// <summary>Bootstrap confidence interval of the mean; null where none was asked for.</summary>
    public Interval? Interval { get; init; }

    /// <summary>Value of each evaluated user, in the order of <see cref="EvaluationReport.Users"/>.</summary>
    public ReadOnlySpan<double> PerUser => _perUser;

    /// <summary>Weight of each evaluated user in the mean.</summary>
    public ReadOnlySpan<double> Weights => _weights;
}
