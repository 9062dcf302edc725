namespace MusicRec.Sequences;

/// <summary>Settings of <see cref="SequentialRules"/>.</summary>
public sealed record SequentialRulesOptions
{
    /// <summary>Farthest distance in events that makes a rule, 1 or more. Default 10.</summary>
    public int Steps { get; init => field = Require.Positive(value); } = 10;

    /// <summary>How a rule's weight falls with distance. Default <see cref="Decay.Reciprocal"/>.</summary>
    public Decay Weighting { get; init => field = Require.Defined(value); } = Decay.Reciprocal;

    /// <summary>Rules kept an item, the heaviest; 0 (default) keeps all.</summary>
    public int RulesPerItem { get; init => field = Require.NotNegative(value); }

    /// <summary>Threads to use; 0 (default) uses all cores. The result does not depend on it.</summary>
    public int Threads { get; init => field = Require.NotNegative(value); }
}

/// <summary>Sequential rules: score(j | last item i) = sum of w(d) over events of j that follow an event of i by d steps in one sequence.
/// Kamehkhosh, Jannach, Ludewig (RecTemp 2017).</summary>
public sealed class SequentialRules
{
    private readonly SequentialRulesOptions _options;

    /// <summary>Chooses the settings.</summary>
    public SequentialRules(SequentialRulesOptions? options = null) => _options = options ?? new();

    /// <summary>Sums the weights of all ordered pairs.</summary>
    public ItemRuleModel Fit(ItemSequences data, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default)
    {
        Require.NotNull(data);
        double[] weights = [.. Enumerable.Range(1, _options.Steps).Select(d => Decays.OverDistance(_options.Weighting, d))];
        var rules = new RuleMiner(data).Mine(weights, backwards: false, _options.RulesPerItem, _options.Threads, cancel);
        progress?.Report(new(1, 1, double.NaN, double.NaN, double.NaN));
        return ItemRuleModel.FromRules(data.ItemIds, rules);
    }
}
