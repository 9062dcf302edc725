namespace MusicRec.Audio;

/// <summary>Per-channel energy normalisation. Defaults are librosa's, for magnitudes of 16-bit or 32-bit integers: scale others first.</summary>
public sealed record PcenOptions
{
    /// <summary>Exponent of the smoothed energy that divides, in [0, 1]. Default 0.98.</summary>
    public double Gain { get; init => field = Require.Between(value, 0.0, 1.0); } = 0.98;

    /// <summary>Added before compression, 0 or more. Default 2.</summary>
    public double Bias { get; init => field = Require.NotNegative(value); } = 2;

    /// <summary>Exponent of the compression, 0 (a logarithm) or more. Default 0.5.</summary>
    public double Power { get; init => field = Require.NotNegative(value); } = 0.5;

    /// <summary>Time constant of the smoother, in seconds. Default 0.4.</summary>
    public double Seconds { get; init => field = Require.Positive(value); } = 0.4;

    /// <summary>Smallest smoothed energy told apart, above 0. Default 1e-6.</summary>
    public double Epsilon { get; init => field = Require.Positive(value); } = 1e-6;

    /// <summary>What the smoother has heard before the first frame; null for the first frame itself. Default 1, as librosa.</summary>
    public double? Initial { get; init => field = value is { } level ? Require.NotNegative(level) : null; } = 1;
}
