namespace MusicRec.Sequences;

/// <summary>A convolutional network, Caser (Tang and Wang 2018): filters over the picture that the last events' vectors make score every item as the
/// next one. The paper's vector of the user is left out, as sessions have no users. See docs/methods/sequence-networks.md.</summary>
/// <param name="options">Options; null for the defaults.</param>
public sealed class Caser(CaserOptions? options = null)
{
    /// <summary>The options this recipe was made with.</summary>
    public CaserOptions Options { get; } = options ?? new();

    /// <summary>Fits a model.</summary>
    /// <inheritdoc cref="SequenceNetworkTraining.Fit"/>
    public SequenceNetworkModel Fit(ItemSequences data, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default)
    {
        var (network, items) = SequenceNetworkTraining.Fit(Options, data, init => new CaserNetwork(init, Options), progress, cancel);
        return new(data.ItemIds, network, items);
    }
}
