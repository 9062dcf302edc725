namespace MusicRec.Sequences;

/// <summary>A network of self-attention that sees both ways, BERT4Rec (Sun et al. 2019): it learns to name events that are hidden from it, and
/// what it would name behind the last event scores every item as the next one. See docs/methods/sequence-networks.md.</summary>
/// <param name="options">Options; null for the defaults.</param>
public sealed class Bert4Rec(Bert4RecOptions? options = null)
{
    /// <summary>The options this recipe was made with.</summary>
    public Bert4RecOptions Options { get; } = options ?? new();

    /// <summary>Fits a model.</summary>
    /// <inheritdoc cref="SequenceNetworkTraining.Fit"/>
    /// <exception cref="ArgumentException">The heads do not divide the width.</exception>
    public SequenceNetworkModel Fit(ItemSequences data, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default)
    {
        if (Options.Width % Options.Heads != 0)
            throw new ArgumentException($"{Options.Heads} heads do not divide a width of {Options.Width}.");
        var (network, items) = SequenceNetworkTraining.Fit(Options, data, init => new Bert4RecNetwork(init, Options), progress, cancel);
        return new(data.ItemIds, network, items);
    }
}
