namespace MusicRec.Sequences;

/// <summary>Settings of <see cref="Narm"/>. Dropout acts on the item vectors that come in and on what is decoded.</summary>
public sealed record NarmOptions : SequenceNetworkOptions
{
    /// <summary>Defaults that differ from the shared ones: 16 sequences a step, learning rates 0.004 and 0.1 (items), dropout 0.4, 8 epochs.
    /// </summary>
    public NarmOptions() => (BatchSize, LearningRate, ItemLearningRate, Dropout, Epochs) = (16, 0.004, 0.1, 0.4, 8);
}
