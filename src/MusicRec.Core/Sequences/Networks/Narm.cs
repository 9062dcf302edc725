namespace MusicRec.Sequences;

/// <summary>A recurrent network with attention, NARM (Li et al. 2017): the state after the last event, and a sum of the states after all events,
/// each weighed by how it answers to the last, together score every item as the next one. See docs/methods/sequence-networks.md.</summary>
/// <param name="options">Options; null for the defaults.</param>
public sealed class Narm(NarmOptions? options = null)
{
    /// <summary>The options this recipe was made with.</summary>
    public NarmOptions Options { get; } = options ?? new();

    /// <summary>Fits a model.</summary>
    /// <inheritdoc cref="SequenceNetworkTraining.Fit"/>
    public SequenceNetworkModel Fit(ItemSequences data, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default)
    {
        var (network, items) = SequenceNetworkTraining.Fit(Options, data,
            init => new NarmNetwork(init, Options.Width, Options.MaxLength), progress, cancel);
        return new(data.ItemIds, network, items);
    }
}
