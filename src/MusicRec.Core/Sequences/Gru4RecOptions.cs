using MusicRec.Numerics;

namespace MusicRec.Sequences;

/// <summary>What <see cref="Gru4Rec"/> minimises; r_i is the target's score, r_j those of the other candidates of the step, s_j the softmax over
/// the others alone.</summary>
public enum Gru4RecLoss
{
    /// <summary>-ln of the target's softmax over target and others.</summary>
    CrossEntropy,

    /// <summary>Mean over j of -ln sigma(r_i - r_j).</summary>
    Bpr,

    /// <summary>Mean over j of sigma(r_j - r_i) + sigma(r_j^2).</summary>
    Top1,

    /// <summary>-ln sum_j s_j sigma(r_i - r_j) + BprPenalty sum_j s_j r_j^2.</summary>
    BprMax,

    /// <summary>sum_j s_j (sigma(r_j - r_i) + sigma(r_j^2)).</summary>
    Top1Max,
}

/// <summary>Settings of <see cref="Gru4Rec"/>. The defaults are those that served best on #nowplaying sessions.</summary>
public sealed record Gru4RecOptions
{
    /// <summary>Width of the state, and of the item vectors where they are shared. Default 128.</summary>
    public int Units { get; init => field = Require.Positive(value); } = 128;

    /// <summary>Layers of recurrent units, one upon the other. Default 1.</summary>
    public int Layers { get; init => field = Require.Positive(value); } = 1;

    /// <summary>Whether the vectors that score items are also those that enter the network ("constrained embedding"). Default true.</summary>
    public bool SharedEmbedding { get; init; } = true;

    /// <summary>Passes over the sessions. Default 16.</summary>
    public int Epochs { get; init => field = Require.Positive(value); } = 16;

    /// <summary>Sessions walked through side by side. Default 64.</summary>
    public int BatchSize { get; init => field = Require.Positive(value); } = 64;

    /// <summary>What is minimised. Default <see cref="Gru4RecLoss.CrossEntropy"/>.</summary>
    public Gru4RecLoss Loss { get; init => field = Require.Defined(value); }

    /// <summary>Negatives drawn for each step, beside the other rows' targets. Default 2048.</summary>
    public int Samples { get; init => field = Require.NotNegative(value); } = 2048;

    /// <summary>Negatives are drawn in proportion to plays^SampleAlpha; 0 draws uniformly. Default 0.5.</summary>
    public double SampleAlpha { get; init => field = Require.NotNegative(value); } = 0.5;

    /// <summary>Strength of the correction for how often an item is a candidate: cross-entropy lowers scores in training by LogQ ln plays
    /// (targets) and LogQ SampleAlpha ln plays (drawn negatives). Default 1; 0 leaves it out.</summary>
    public double LogQ { get; init => field = Require.NotNegative(value); } = 1;

    /// <summary>Penalty on the negatives' scores under <see cref="Gru4RecLoss.BprMax"/>. Default 1.</summary>
    public double BprPenalty { get; init => field = Require.NotNegative(value); } = 1;

    /// <summary>Slope of scores below zero under the ranking losses: scores pass through a elu(x) + (1 - a) max(x, 0) in training. Default 0.5;
    /// a ranking by the plain scores is the same.</summary>
    public double EluSlope { get; init => field = Require.Between(value, 0, 1); } = 0.5;

    /// <summary>Share of the input vector that is dropped in training. Default 0.3.</summary>
    public double DropoutEmbedding { get; init => field = DropoutRate(value); } = 0.3;

    /// <summary>Share of each layer's state that is dropped in training, in its output and for the next step. Default 0.2.</summary>
    public double DropoutHidden { get; init => field = DropoutRate(value); } = 0.2;

    /// <summary>AdaGrad's learning rate. Default 0.05.</summary>
    public double LearningRate { get; init => field = Require.Positive(value); } = 0.05;

    /// <summary>Share of the last step that is taken again, below 1. Default 0.</summary>
    public double Momentum { get; init => field = DropoutRate(value); }

    /// <summary>Keeps AdaGrad's divisor from zero. Default 1e-6.</summary>
    public double Epsilon { get; init => field = Require.Positive(value); } = 1e-6;

    /// <summary>Vectors that the items start from, [items, Units] in the order of the data: factors of plays, or of what sound or words tell, at the
    /// scale of the drawn ones (some 0.01 to 0.1). An item that no session holds keeps its own. Null (default) draws them.</summary>
    public Matrix? FirstVectors { get; init; }

    /// <summary>Seed of first weights, negatives and dropout.</summary>
    public ulong Seed { get; init; }

    /// <summary>Threads to use; 0 (default) uses all cores. The result does not depend on it.</summary>
    public int Threads { get; init => field = Require.NotNegative(value); }

    private static double DropoutRate(double value) => Require.Between(value, 0, Math.BitDecrement(1.0), "share");
}
