namespace MusicRec.Sequences;

/// <summary>Settings of <see cref="Bert4Rec"/>. Dropout acts on the embedding and on every layer's output.</summary>
public sealed record Bert4RecOptions : SequenceNetworkOptions
{
    /// <summary>Blocks of attention and feed-forward layers. Default 2.</summary>
    public int Blocks { get; init => field = Require.Between(value, 1, 64); } = 2;

    /// <summary>Heads of attention; they divide the width. Default 2.</summary>
    public int Heads { get; init => field = Require.Between(value, 1, 4096); } = 2;

    /// <summary>Width of the layer between two of a block, in widths. Default 4.</summary>
    public int Widening { get; init => field = Require.Between(value, 1, 64); } = 4;

    /// <summary>Share of the events of a sequence that are hidden in training. Default 0.2.</summary>
    public double HiddenShare { get; init => field = Require.Between(value, 0, 1, "share"); } = 0.2;

    /// <summary>Share of the sequences of a step of which only the last event is hidden, as it will be when a history is continued.
    /// Default 0.5.</summary>
    public double LastShare { get; init => field = Require.Between(value, 0, 1, "share"); } = 0.5;
}
