namespace MusicRec.Sequences;

/// <summary>A network over the graphs of sessions, SR-GNN (Wu et al. 2019): an item is a node, what came right after another an edge; nodes hear from
/// their neighbours, and the last one with a weighted sum of all scores every item as the next one. See docs/methods/sequence-networks.md.
/// </summary>
/// <param name="options">Options; null for the defaults.</param>
public sealed class SrGnn(SrGnnOptions? options = null)
{
    /// <summary>The options this recipe was made with.</summary>
    public SrGnnOptions Options { get; } = options ?? new();

    /// <summary>Fits a model.</summary>
    /// <inheritdoc cref="SequenceNetworkTraining.Fit"/>
    public SequenceNetworkModel Fit(ItemSequences data, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default)
    {
        var (network, items) = SequenceNetworkTraining.Fit(Options, data,
            init => new SrGnnNetwork(init, Options.Width, Options.MaxLength, Options.Steps), progress, cancel);
        return new(data.ItemIds, network, items);
    }
}
