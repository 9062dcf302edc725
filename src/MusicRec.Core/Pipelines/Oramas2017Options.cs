using MusicRec.Encoders;
using MusicRec.Factorization;

namespace MusicRec.Pipelines;

/// <summary>Settings of <see cref="Oramas2017"/>. What the paper leaves open is said; docs/methods/oramas-2017.md.</summary>
public sealed record Oramas2017Options
{
    /// <summary>The factorisations of songs and of artists. The paper: 200 factors; alpha, lambda and sweeps are not stated.</summary>
    public WmfOptions Wmf { get; init => field = Require.NotNull(value); } = new() { Factors = 200 };

    /// <summary>Factor for filters and units of the networks, for small machines; 1 (default) is full size.</summary>
    public double Width { get; init => field = Require.Positive(value); } = 1;

    /// <summary>How text and sound are joined. Default the paper's better one.</summary>
    public Oramas2017Fusion Fusion { get; init => field = Require.Defined(value); }

    /// <summary>Dropout before the layer that joins text and sound; the paper: 0.7.</summary>
    public double FusionDropout { get; init => field = Require.Between(value, 0, 0.99); } = 0.7;

    /// <summary>Frames of a patch of the constant-Q transform; the paper: 322, 15 s; the pools need 127.</summary>
    public int Patch { get; init => field = Require.Between(value, 127, 1 << 16); } = Audio.OramasFrames.PatchLength;

    /// <summary>Training of all three networks; Network, Window and Standardize are the paper's, whatever stands here. Defaults: batches of 32,
    /// Adam 0.001, at most 100 epochs, patience 4, one patch a track.</summary>
    public EncoderOptions Training { get; init => field = Require.NotNull(value); } = new() { Epochs = 100, Patience = 4, WindowsPerItem = 1 };
}

/// <summary>How the embeddings of text and sound are joined in Oramas et al. 2017.</summary>
public enum Oramas2017Fusion
{
    /// <summary>LIN: each at length 1, side by side, dropout, one linear layer.</summary>
    Linear,

    /// <summary>H1: each batch-normalised, dropout, 512 rectified units of its own; side by side, one linear layer.</summary>
    Hidden,
}
