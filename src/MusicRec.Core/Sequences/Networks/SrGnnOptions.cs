namespace MusicRec.Sequences;

/// <summary>Settings of <see cref="SrGnn"/>. Dropout acts on the item vectors that come in and on the state that goes out.</summary>
public sealed record SrGnnOptions : SequenceNetworkOptions
{
    /// <summary>Defaults that differ from the shared ones: the last 20 events, 16 sequences a step, learning rates 0.002 and 0.1 (items),
    /// dropout 0.4, 6 epochs.</summary>
    public SrGnnOptions() =>
        (MaxLength, BatchSize, LearningRate, ItemLearningRate, Dropout, Epochs) = (20, 16, 0.002, 0.1, 0.4, 6);

    /// <summary>How often the nodes of a graph hear from their neighbours. Default 1.</summary>
    public int Steps { get; init => field = Require.Between(value, 1, 16); } = 1;
}
