namespace MusicRec.Sequences;

/// <summary>Settings of <see cref="Caser"/>. Dropout acts on the item vectors that come in and on what the filters saw.</summary>
public sealed record CaserOptions : SequenceNetworkOptions
{
    /// <summary>Defaults that differ from the shared ones: 16 sequences a step, learning rates 0.002 and 0.1 (items), dropout 0.4, 8 epochs.
    /// </summary>
    public CaserOptions() => (BatchSize, LearningRate, ItemLearningRate, Dropout, Epochs) = (16, 0.002, 0.1, 0.4, 8);

    /// <summary>Last events that are looked at, L. Default 5.</summary>
    public int Window { get; init => field = Require.Between(value, 1, 64); } = 5;

    /// <summary>Filters that slide over the events, of every height 1 .. L. Default 16.</summary>
    public int HorizontalFilters { get; init => field = Require.Between(value, 1, 1024); } = 16;

    /// <summary>Filters that weigh the events, each a sum for every element of the vectors. Default 4.</summary>
    public int VerticalFilters { get; init => field = Require.Between(value, 1, 1024); } = 4;

    /// <summary>Events after a window that it learns to name, T. Default 1; the paper's is 3.</summary>
    public int Targets { get; init => field = Require.Between(value, 1, 64); } = 1;
}
