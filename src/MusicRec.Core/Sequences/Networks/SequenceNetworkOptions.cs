using MusicRec.Numerics;

namespace MusicRec.Sequences;

/// <summary>What a network trained on whole sequences minimises.</summary>
public enum SequenceLoss
{
    /// <summary>-ln of the wanted item's softmax over the candidates of the step: all wanted items of the batch and the drawn negatives, each
    /// score lowered by LogQ times the logarithm of how often its item is expected among them.</summary>
    SampledSoftmax,

    /// <summary>-ln sigma(wanted item) - ln sigma(-negative), one negative drawn for every state.</summary>
    BinaryCrossEntropy,
}

/// <summary>Settings that all networks trained on whole sequences share: <see cref="SasRec"/>, <see cref="Narm"/>, <see cref="Bert4Rec"/>,
/// <see cref="Caser"/>, <see cref="SrGnn"/>. The defaults are those that served best on #nowplaying sessions;
/// a network whose own differ says so at its constructor.</summary>
public abstract record SequenceNetworkOptions
{
    /// <summary>Width of item vectors and states. Default 96.</summary>
    public int Width { get; init => field = Require.Positive(value); } = 96;

    /// <summary>Events that the model looks back on at most, at least 2. Default 50.</summary>
    public int MaxLength { get; init => field = Require.Between(value, 2, 4096); } = 50;

    /// <summary>Passes over the sequences. Default 10.</summary>
    public int Epochs { get; init => field = Require.Positive(value); } = 10;

    /// <summary>Sequences a step. Default 128.</summary>
    public int BatchSize { get; init => field = Require.Positive(value); } = 128;

    /// <summary>What is minimised. Default <see cref="SequenceLoss.SampledSoftmax"/>.</summary>
    public SequenceLoss Loss { get; init => field = Require.Defined(value); }

    /// <summary>Negatives drawn for each step under <see cref="SequenceLoss.SampledSoftmax"/>. Default 2048.</summary>
    public int Samples { get; init => field = Require.NotNegative(value); } = 2048;

    /// <summary>Negatives are drawn in proportion to plays^SampleAlpha; 0 draws uniformly. Default 0.5.</summary>
    public double SampleAlpha { get; init => field = Require.NotNegative(value); } = 0.5;

    /// <summary>Strength of the correction for how often an item is a candidate. Default 1; 0 leaves it out.</summary>
    public double LogQ { get; init => field = Require.NotNegative(value); } = 1;

    /// <summary>Share of elements that is dropped in training; each network's page tells where. Default 0.5.</summary>
    public double Dropout { get; init => field = Require.Between(value, 0, Math.BitDecrement(1.0), "share"); } = 0.5;

    /// <summary>Learning rate of Adam, which trains the network. Default 0.001.</summary>
    public double LearningRate { get; init => field = Require.Positive(value); } = 0.001;

    /// <summary>Learning rate of AdaGrad, which trains the item vectors. Default 0.05.</summary>
    public double ItemLearningRate { get; init => field = Require.Positive(value); } = 0.05;

    /// <summary>Vectors that the items start from, [items, Width] in the order of the data: factors of plays, or of what sound or words tell, at the
    /// scale of the drawn ones (some 0.01 to 0.1). An item that no sequence holds keeps its own. Null (default) draws them.</summary>
    public Matrix? FirstVectors { get; init; }

    /// <summary>Seed of first weights, order, negatives and dropout.</summary>
    public ulong Seed { get; init; }

    /// <summary>Threads to use; 0 (default) uses all cores. The result does not depend on it.</summary>
    public int Threads { get; init => field = Require.NotNegative(value); }
}
