namespace MusicRec.Audio;

/// <summary>Tempo estimation. Defaults are librosa's.</summary>
public sealed record TempoOptions
{
    /// <summary>The most likely tempo before anything is heard, in beats per minute. Default 120.</summary>
    public double Start { get; init => field = Require.Positive(value); } = 120;

    /// <summary>Standard deviation of the prior, in octaves. Default 1.</summary>
    public double Octaves { get; init => field = Require.Positive(value); } = 1;

    /// <summary>No tempo at or above this, in beats per minute. Default 320.</summary>
    public double Max { get; init => field = Require.Positive(value); } = 320;

    /// <summary>Length of the autocorrelation, in seconds. Default 8.</summary>
    public double Seconds { get; init => field = Require.Positive(value); } = 8;
}
