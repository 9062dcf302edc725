namespace MusicRec.Sequences;

/// <summary>Settings of <see cref="SequentialRules"/>.</summary>
public sealed record SequentialRulesOptions
{
    /// <summary>Farthest distance in events that makes a rule, 1 or more. Default 10.</summary>
    public int Steps { get; init => field = Require.Positive(value); } = 10;

    /// <summary>How a rule's weight falls with distance. Default <see cref="Decay.Reciprocal"/>.</summary>
    public Decay Weighting { get; init => field = Require.Defined(value); } = Decay.Reciprocal;

    /// <summary>Last events of the session that vote, 1 or more; the s-th last with the weight of a distance s. Default 1: the paper's, the last
    /// event alone.</summary>
    public int History { get; init => field = Require.Positive(value); } = 1;

    /// <summary>How votes fall with s. Default <see cref="Decay.Reciprocal"/>.</summary>
    public Decay HistoryWeighting { get; init => field = Require.Defined(value); } = Decay.Reciprocal;

    /// <summary>Factor of pairs in the opposite order, j before i, 0 to 1. Default 0: the paper's.</summary>
    public double BehindWeight { get; init => field = Require.Between(value, 0, 1); }

    /// <summary>a of W[i, j] / (sum of W[i, j] over j)^a, which keeps an item with many rules from outvoting the others; 0 (default, the
    /// paper's) to 1.</summary>
    public double Normalization { get; init => field = Require.Between(value, 0, 1); }

    /// <summary>In sessions: pairs of a session with n later ones weigh 2^(-n / HalfLife); later is by the last time, or by row without times.
    /// Default 0, which switches it off.</summary>
    public double HalfLife { get; init => field = Require.NotNegative(value); }

    /// <summary>Whether the weights of an item's rules are divided by their largest, as session-rec does: the best then has 1. Default false, which
    /// tells rare last items from frequent ones.</summary>
    public bool DivideByLargest { get; init; }

    /// <summary>Rules kept an item, the heaviest; 0 (default) keeps all.</summary>
    public int RulesPerItem { get; init => field = Require.NotNegative(value); }

    /// <summary>Threads to use; 0 (default) uses all cores. The result does not depend on it.</summary>
    public int Threads { get; init => field = Require.NotNegative(value); }
}

/// <summary>Sequential rules: score(j | last item i) = sum of w(d) over events of j that follow an event of i by d steps in one sequence.
/// Kamehkhosh, Jannach, Ludewig (RecTemp 2017). Options go past the paper: several events may vote, old sessions count less, order may be soft;
/// docs/methods/rules.md has settings and what they gain.</summary>
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
        var rules = new RuleMiner(data).Mine(weights, _options.BehindWeight, _options.RulesPerItem, _options.Threads, cancel, RowWeights(data));
        if (_options.Normalization > 0) Normalize(rules);
        if (_options.DivideByLargest) RuleMiner.DivideByLargest(rules);
        progress?.Report(new(1, 1, double.NaN, double.NaN, double.NaN));
        float[] votes = [.. Enumerable.Range(1, _options.History).Select(s => (float)Decays.OverDistance(_options.HistoryWeighting, s))];
        return ItemRuleModel.FromRules(data.ItemIds, rules, votes: votes);
    }

    private double[]? RowWeights(ItemSequences data)
    {
        if (_options.HalfLife == 0) return null;
        int[] order = SessionIndex.OldestFirst(data);
        var weights = new double[data.Count];
        for (int s = 0; s < order.Length; s++) weights[order[s]] = Math.Pow(2, -(order.Length - 1 - s) / _options.HalfLife);
        return weights;
    }

    private void Normalize(RuleMiner.Rule[][] rules)
    {
        foreach (var row in rules)
        {
            double factor = Math.Pow(row.Sum(rule => rule.Weight), -_options.Normalization);
            for (int r = 0; r < row.Length; r++) row[r] = row[r] with { Weight = factor * row[r].Weight };
        }
    }
}
