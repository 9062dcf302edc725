namespace MusicRec.Sequences;

/// <summary>How a chain shares probability between a context and its shorter form. n(c, j) counts j after context c, n(c) = sum_j n(c, j),
/// t(c) is the number of different items after c.</summary>
public enum ChainSmoothing
{
    /// <summary>Witten and Bell (1991): P(j | c) = (n(c, j) + t(c) P(j | shorter c)) / (n(c) + t(c)).</summary>
    WittenBell,

    /// <summary>Interpolated Kneser and Ney (1995; Chen and Goodman 1999): P(j | c) = (max(n(c, j) - D, 0) + D t(c) P(j | shorter c)) / n(c),
    /// one discount D = n1 / (n1 + 2 n2) an order, n1 and n2 the pairs (c, j) counted once and twice. Below the highest order a pair counts by
    /// the number of different items before it, the beginning of a sequence being one of them.</summary>
    KneserNey,
}

/// <summary>Settings of <see cref="VariableOrderChain"/>.</summary>
public sealed record VariableOrderChainOptions
{
    /// <summary>Items of the longest context, 1 to 8. Default 3.</summary>
    public int Order { get; init => field = Require.Between(value, 1, 8); } = 3;

    /// <summary>How longer contexts lean on shorter ones. Default <see cref="ChainSmoothing.WittenBell"/>.</summary>
    public ChainSmoothing Smoothing { get; init => field = Require.Defined(value); }
}

/// <summary>A Markov chain of variable order: the next item given the last m items, m the most that training has seen, smoothed towards the last
/// m - 1 and so on down to popularity and, below it, to all items alike. P(. | history) sums to 1 over the items and is above 0 everywhere.</summary>
public sealed class VariableOrderChain
{
    private readonly VariableOrderChainOptions _options;

    /// <summary>Chooses the settings.</summary>
    public VariableOrderChain(VariableOrderChainOptions? options = null) => _options = options ?? new();

    /// <summary>Counts contexts. O(events x order), and a sort of the events for each order.</summary>
    public VariableOrderChainModel Fit(ItemSequences data, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default)
    {
        var levels = new List<ContextLevel> { ContextLevel.Root(Require.NotNull(data)) };
        for (int m = 1; m <= _options.Order; m++)
        {
            cancel.ThrowIfCancellationRequested();
            levels.Add(levels[^1].Extend(data, m));
        }
        cancel.ThrowIfCancellationRequested();
        progress?.Report(new(1, 1, double.NaN, double.NaN, double.NaN));
        return VariableOrderChainModel.From(data.ItemIds, levels, _options.Smoothing);
    }
}
