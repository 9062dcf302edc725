namespace MusicRec.Encoders;

/// <summary>How an <see cref="Encoder"/> is trained.</summary>
public sealed record EncoderOptions
{
    /// <summary>The network; its outputs must be as many as the target's width. Null (default): <see cref="NetworkPlans.VanDenOord2013"/> for windows
    /// of several frames, <see cref="NetworkPlans.Perceptron"/> for vectors.</summary>
    public NetworkPlan? Network { get; init; }

    /// <summary>Frames of a window. Default 128, 3 s of the default front-end; 1 for vectors.</summary>
    public int Window { get; init => field = Require.Between(value, 1, 1 << 16); } = 128;

    /// <summary>How inputs are standardised. Default <see cref="Standardization.PerBin"/>.</summary>
    public Standardization Standardize { get; init => field = Require.Defined(value); }

    /// <summary>Windows drawn from each item in an epoch. Default 2.</summary>
    public int WindowsPerItem { get; init => field = Require.Positive(value); } = 2;

    /// <summary>Frames from one window to the next when predicting; null (default) for no overlap.</summary>
    public int? PredictionHop { get; init => field = value is { } hop ? Require.Positive(hop, nameof(PredictionHop)) : null; }

    /// <summary>Share of the frames left out at either end when predicting. Default 0.</summary>
    public double PredictionTrim { get; init => field = Require.Between(value, 0, Math.BitDecrement(0.5)); }

    /// <summary>Passes over the items. Default 40.</summary>
    public int Epochs { get; init => field = Require.Positive(value); } = 40;

    /// <summary>Windows in a step. Default 32.</summary>
    public int BatchSize { get; init => field = Require.Positive(value); } = 32;

    /// <summary>Who changes the weights. Default Adam.</summary>
    public EncoderOptimizer Optimizer { get; init => field = Require.Defined(value); }

    /// <summary>Learning rate. Default 0.001.</summary>
    public double LearningRate { get; init => field = Require.Positive(value); } = 1e-3;

    /// <summary>Decay of the weights, decoupled for Adam. Default 0.</summary>
    public double WeightDecay { get; init => field = Require.NotNegative(value); }

    /// <summary>Share of the items kept for early stopping; 0 for none. Default 0.1.</summary>
    public double ValidationShare { get; init => field = Require.Between(value, 0, 0.9); } = 0.1;

    /// <summary>Epochs without a better validation loss before training ends. Default 8.</summary>
    public int Patience { get; init => field = Require.Positive(value); } = 8;

    /// <summary>A file that training is written to, and resumed from where it exists; null for none.</summary>
    public string? CheckpointPath { get; init; }

    /// <summary>Same seed, same bits, at any number of threads.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads; 0 (default) for all cores.</summary>
    public int Threads { get; init => field = Require.NotNegative(value); }
}

/// <summary>How the inputs of a network are brought to mean 0 and deviation 1.</summary>
public enum Standardization
{
    /// <summary>Each bin over all frames of the training items.</summary>
    PerBin,

    /// <summary>Each place of the window, a frame and a bin, over training windows (Oramas et al. 2017).</summary>
    PerCell,

    /// <summary>Not at all.</summary>
    None,
}

/// <summary>Who changes the weights of an encoder's network.</summary>
public enum EncoderOptimizer
{
    /// <summary>Adam, or AdamW where weights decay.</summary>
    Adam,

    /// <summary>AdaGrad (Liang et al. 2015).</summary>
    AdaGrad,

    /// <summary>Stochastic gradient descent with Nesterov momentum 0.9 (Dieleman 2014).</summary>
    Nesterov,
}
