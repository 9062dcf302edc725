namespace MusicRec.Factorization;

/// <summary>Settings of <see cref="Bpr"/>.</summary>
public sealed record BprOptions
{
    /// <summary>Length of the vectors, without the column of item biases.</summary>
    public int Factors { get; init => field = Require.Between(value, 1, 4096); } = 128;

    /// <summary>Passes; each draws as many triples as there are entries.</summary>
    public int Epochs { get; init => field = Require.Positive(value); } = 40;

    /// <summary>Step size of the first epoch; it falls linearly to a tenth in the last.</summary>
    public double LearningRate { get; init => field = Require.Positive(value); } = 0.1;

    /// <summary>L2 weight on every vector and bias, per triple.</summary>
    public double Regularization { get; init => field = Require.NotNegative(value); } = 0.01;

    /// <summary>Unheard items drawn for each triple; the one that scores highest is learnt from. 1 is plain BPR, uniform negatives;
    /// more is dynamic negative sampling (Zhang, Chen, Wang, Yu 2013).</summary>
    public int NegativeCandidates { get; init => field = Require.Between(value, 1, 1000); } = 8;

    /// <summary>Same seed, same bits.</summary>
    public ulong Seed { get; init; }
}
