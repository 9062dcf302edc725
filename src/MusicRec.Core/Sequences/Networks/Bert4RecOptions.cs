namespace MusicRec.Sequences;

/// <summary>Settings of <see cref="Bert4Rec"/>. Dropout acts on the embedding and on every layer's output.</summary>
public sealed record Bert4RecOptions : SequenceNetworkOptions
{
    /// <summary>Defaults that differ from the shared ones: 16 sequences a step, learning rate 0.1 of the items, dropout 0.2, 15 epochs.</summary>
    public Bert4RecOptions() => (BatchSize, ItemLearningRate, Dropout, Epochs) = (16, 0.1, 0.2, 15);

    /// <summary>Blocks of attention and feed-forward layers. Default 2.</summary>
    public int Blocks { get; init => field = Require.Between(value, 1, 64); } = 2;

    /// <summary>Heads of attention; they divide the width. Default 2.</summary>
    public int Heads { get; init => field = Require.Between(value, 1, 4096); } = 2;

    /// <summary>Width of the layer between two of a block, in widths. Default 4.</summary>
    public int Widening { get; init => field = Require.Between(value, 1, 64); } = 4;

    /// <summary>Share of the events of a sequence that are hidden in training. Default 0.4; the paper tries 0.2 to 0.6.</summary>
    public double HiddenShare { get; init => field = Require.Between(value, 0, 1, "share"); } = 0.4;

    /// <summary>Share of the sequences of a step of which only the last event is hidden, as it will be when a history is continued.
    /// Default 0.3.</summary>
    public double LastShare { get; init => field = Require.Between(value, 0, 1, "share"); } = 0.3;
}
