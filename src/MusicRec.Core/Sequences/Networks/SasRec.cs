namespace MusicRec.Sequences;

/// <summary>A network of self-attention, SASRec (Kang and McAuley 2018): every event looks at itself and those before it, and what it makes of
/// them scores every item as the next one. Sequences are laid end to end, so nothing is padded. See docs/methods/sasrec.md.</summary>
/// <param name="options">Options; null for the defaults.</param>
public sealed class SasRec(SasRecOptions? options = null)
{
    /// <summary>The options this recipe was made with.</summary>
    public SasRecOptions Options { get; } = options ?? new();

    /// <summary>Fits a model.</summary>
    /// <inheritdoc cref="SequenceNetworkTraining.Fit"/>
    /// <exception cref="ArgumentException">The heads do not divide the width.</exception>
    public SasRecModel Fit(ItemSequences data, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default)
    {
        if (Options.Width % Options.Heads != 0)
            throw new ArgumentException($"{Options.Heads} heads do not divide a width of {Options.Width}.");
        var (network, items) = SequenceNetworkTraining.Fit(Options, data, init => new SasRecNetwork(init, Options), progress, cancel);
        return new(data.ItemIds, network, items);
    }
}
