namespace MusicRec.Sequences;

/// <summary>Settings of <see cref="AssociationRules"/>.</summary>
public sealed record AssociationRulesOptions
{
    /// <summary>Two events of one sequence count when at most this many events apart; 0 (default) counts all pairs.
    /// Set it where sequences may be long: the work grows with the square of their length.</summary>
    public int Window { get; init => field = Require.NotNegative(value); }

    /// <summary>Whether the weights of an item's rules are divided by their largest, as session-rec does: the best then has 1. Default false, which
    /// tells rare last items from frequent ones.</summary>
    public bool DivideByLargest { get; init; }

    /// <summary>Rules kept an item, the heaviest; 0 (default) keeps all.</summary>
    public int RulesPerItem { get; init => field = Require.NotNegative(value); }

    /// <summary>Threads to use; 0 (default) uses all cores. The result does not depend on it.</summary>
    public int Threads { get; init => field = Require.NotNegative(value); }
}

/// <summary>Association rules of size two: score(j | last item i) = number of pairs (event of i, event of j) in one sequence, in any order.
/// Baseline AR of Ludewig and Jannach (User Modeling and User-Adapted Interaction 28, 2018).</summary>
public sealed class AssociationRules
{
    private readonly AssociationRulesOptions _options;

    /// <summary>Chooses the settings.</summary>
    public AssociationRules(AssociationRulesOptions? options = null) => _options = options ?? new();

    /// <summary>Counts all pairs.</summary>
    public ItemRuleModel Fit(ItemSequences data, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default)
    {
        Require.NotNull(data);
        double[] weights = [.. Enumerable.Repeat(1.0, _options.Window)];
        var rules = new RuleMiner(data).Mine(weights, behind: 1, _options.RulesPerItem, _options.Threads, cancel);
        if (_options.DivideByLargest) RuleMiner.DivideByLargest(rules);
        progress?.Report(new(1, 1, double.NaN, double.NaN, double.NaN));
        return ItemRuleModel.FromRules(data.ItemIds, rules);
    }
}
