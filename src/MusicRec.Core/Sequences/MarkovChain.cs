namespace MusicRec.Sequences;

/// <summary>Settings of <see cref="MarkovChain"/>.</summary>
public sealed record MarkovChainOptions
{
    /// <summary>Strength of the back-off to popularity, in events: 0 gives the bare frequencies. Default 1.</summary>
    public double BackOff { get; init => field = Require.NotNegative(value); } = 1;

    /// <summary>Successors kept an item, the most frequent; 0 (default) keeps all. The mass of dropped ones goes to nobody.</summary>
    public int RulesPerItem { get; init => field = Require.NotNegative(value); }

    /// <summary>Threads to use; 0 (default) uses all cores. The result does not depend on it.</summary>
    public int Threads { get; init => field = Require.NotNegative(value); }
}

/// <summary>First-order Markov chain: P(j | last item i) = (c_ij + b q_j) / (c_i + b), where c_ij counts j right after i, c_i = sum_j c_ij,
/// q_j is the share of item j among all events and b the back-off (Dirichlet smoothing: MacKay and Peto 1995).
/// After an item without successor, or an empty history, the chain returns q (zeros where b is 0).</summary>
public sealed class MarkovChain
{
    private readonly MarkovChainOptions _options;

    /// <summary>Chooses the settings.</summary>
    public MarkovChain(MarkovChainOptions? options = null) => _options = options ?? new();

    /// <summary>Counts transitions.</summary>
    public ItemRuleModel Fit(ItemSequences data, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default)
    {
        Require.NotNull(data);
        var (b, totals) = (_options.BackOff, Totals(data));
        var rules = new RuleMiner(data).Mine([1.0], behind: 0, _options.RulesPerItem, _options.Threads, cancel);
        for (int i = 0; i < rules.Length; i++)
            for (int r = 0; r < rules[i].Length; r++) rules[i][r] = rules[i][r] with { Weight = rules[i][r].Weight / (totals[i] + b) };
        progress?.Report(new(1, 1, double.NaN, double.NaN, double.NaN));
        if (b == 0) return ItemRuleModel.FromRules(data.ItemIds, rules);
        float[] shares = Shares(data), backOff = [.. totals.Select(c => (float)(b / (c + b)))];
        return ItemRuleModel.FromRules(data.ItemIds, rules, shares, backOff);
    }

    // c_i: events of item i that have a successor
    private static double[] Totals(ItemSequences data)
    {
        var totals = new double[data.Items];
        for (int row = 0; row < data.Count; row++)
            if (data[row] is { Length: > 0 } events) foreach (int item in events[..^1]) totals[item]++;
        return totals;
    }

    private static float[] Shares(ItemSequences data)
    {
        var shares = new float[data.Items];
        for (int row = 0; row < data.Count; row++)
            foreach (int item in data[row]) shares[item]++;
        for (int i = 0; i < shares.Length; i++) shares[i] /= Math.Max(1, data.Events);
        return shares;
    }
}
