namespace MusicRec.Evaluation;

/// <summary>What an evaluation found for one model. Immutable.</summary>
public sealed class EvaluationReport
{
    private readonly int[] _users;

    internal EvaluationReport(string model, int[] users, int usersWithoutTest, IReadOnlyList<MetricResult> metrics,
        IReadOnlyDictionary<string, double> catalogue, TimeSpan wall, TimeSpan cpu)
    {
        (Model, _users, UsersWithoutTest, Metrics) = (model, users, usersWithoutTest, metrics);
        (Catalogue, Wall, Cpu) = (catalogue, wall, cpu);
    }

    /// <summary>Name of the model, as the caller gave it.</summary>
    public string Model { get; }

    /// <summary>Indices of the evaluated users: those with test entries, ascending.</summary>
    public ReadOnlySpan<int> Users => _users;

    /// <summary>Users without test entries; they are in no mean.</summary>
    public int UsersWithoutTest { get; }

    /// <summary>Metrics with a value for each user: list metrics, then score metrics, in the order asked for.</summary>
    public IReadOnlyList<MetricResult> Metrics { get; }

    /// <summary>Metrics of all lists together, by name.</summary>
    public IReadOnlyDictionary<string, double> Catalogue { get; }

    /// <summary>Time from start to end of the evaluation, ranking and intervals included.</summary>
    public TimeSpan Wall { get; }

    /// <summary>Processor time of the whole process in that time.</summary>
    public TimeSpan Cpu { get; }

    /// <summary>The metric of a name.</summary>
    /// <exception cref="KeyNotFoundException">The report has no such metric.</exception>
    public MetricResult this[string metric] => Metrics.FirstOrDefault(m => m.Name == metric)
        ?? throw new KeyNotFoundException($"There is no metric '{metric}'; there are {string.Join(", ", Metrics.Select(m => m.Name))}.");
}
