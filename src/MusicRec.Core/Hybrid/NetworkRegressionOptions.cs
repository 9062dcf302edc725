namespace MusicRec.Hybrid;

/// <summary>What a network that predicts factors minimises.</summary>
public enum RegressionLoss
{
    /// <summary>Mean squared error to the targets.</summary>
    MeanSquared = 0,

    /// <summary>1 - cosine; the output is scaled to length 1 (Oramas et al. 2017).</summary>
    Cosine = 1,
}

/// <summary>What is done to each modality before anything else.</summary>
public enum ModalityNorm
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Every row is scaled to length 1.</summary>
    Length,

    /// <summary>Batch normalisation.</summary>
    Batch,
}

/// <summary>Settings of <see cref="NetworkRegression"/>.</summary>
public sealed record NetworkRegressionOptions
{
    /// <summary>Widths of the hidden layers (ReLU); empty for a linear network. Default one of 512.</summary>
    public IReadOnlyList<int> Hidden { get; init => field = Widths(value, nameof(Hidden)); } = [512];

    /// <summary>Share of inputs dropped while training, in [0, 1). Default 0.</summary>
    public double InputDropout { get; init => field = Require.Between(value, 0, 0.999); }

    /// <summary>Share of each hidden layer dropped while training, in [0, 1). Default 0.5.</summary>
    public double Dropout { get; init => field = Require.Between(value, 0, 0.999); } = 0.5;

    /// <summary>Widths of the modalities that the features are put together of, for late fusion; empty (default) for one.</summary>
    public IReadOnlyList<int> Modalities { get; init => field = Widths(value, nameof(Modalities)); } = [];

    /// <summary>What is done to each modality. Default nothing.</summary>
    public ModalityNorm Norm { get; init => field = Require.Defined(value); }

    /// <summary>Width of a layer of each modality's own (ReLU), before they are joined; 0 (default) for none.</summary>
    public int ModalityHidden { get; init => field = Require.Between(value, 0, 1 << 16); }

    /// <summary>What is minimised. Default the squared error. Fits to plays take the weighted prediction error instead.</summary>
    public RegressionLoss Loss { get; init => field = Require.Defined(value); }

    /// <summary>Most passes over the items. Default 100.</summary>
    public int Epochs { get; init => field = Require.Positive(value); } = 100;

    /// <summary>Items a step. Default 32.</summary>
    public int BatchSize { get; init => field = Require.Positive(value); } = 32;

    /// <summary>Adam's rate. Default .001.</summary>
    public double LearningRate { get; init => field = Require.Positive(value); } = 1e-3;

    /// <summary>L2 added to the gradients. Default 0.</summary>
    public double WeightDecay { get; init => field = Require.NotNegative(value); }

    /// <summary>Share of the items held out for early stopping, in [0, 1); 0 for none. Default .1.</summary>
    public double ValidationShare { get; init => field = Require.Between(value, 0, 0.9); } = 0.1;

    /// <summary>Epochs without a better validation loss before training ends. Default 4.</summary>
    public int Patience { get; init => field = Require.Positive(value); } = 4;

    /// <summary>Same seed, same bits at any number of threads. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads to use, or 0 for all cores.</summary>
    public int Threads { get; init => field = Require.NotNegative(value); }

    /// <summary>Late fusion LIN of Oramas et al. 2017: each embedding to length 1, side by side, dropout .7, linear; cosine loss.</summary>
    /// <param name="modalities">Widths of the embeddings.</param>
    public static NetworkRegressionOptions OramasFusionLinear(params IReadOnlyList<int> modalities) =>
        new() { Hidden = [], InputDropout = 0.7, Modalities = modalities, Norm = ModalityNorm.Length, Loss = RegressionLoss.Cosine };

    /// <summary>Late fusion H1 of Oramas et al. 2017: each embedding batch-normalised, dropout .7, 512 ReLU; side by side, linear; cosine
    /// loss.</summary>
    /// <param name="modalities">Widths of the embeddings.</param>
    public static NetworkRegressionOptions OramasFusionHidden(params IReadOnlyList<int> modalities) => new()
    {
        Hidden = [],
        InputDropout = 0.7,
        Modalities = modalities,
        Norm = ModalityNorm.Batch,
        ModalityHidden = 512,
        Loss = RegressionLoss.Cosine,
    };

    private static int[] Widths(IReadOnlyList<int> widths, string name)
    {
        ArgumentNullException.ThrowIfNull(widths, name);
        return [.. widths.Select(width => Require.Between(width, 1, 1 << 20, name))];
    }
}
