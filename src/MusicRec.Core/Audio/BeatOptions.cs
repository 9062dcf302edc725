namespace MusicRec.Audio;

/// <summary>Beat tracking. Defaults are librosa's.</summary>
public sealed record BeatOptions
{
    /// <summary>The tempo in beats per minute; null (default) to estimate it.</summary>
    public double? Tempo { get; init => field = value is { } bpm ? Require.Positive(bpm) : null; }

    /// <summary>Cost of a step away from the tempo, above 0. Default 100.</summary>
    public double Tightness { get; init => field = Require.Positive(value); } = 100;

    /// <summary>Drops weak beats at both ends. Default true.</summary>
    public bool Trim { get; init; } = true;

    /// <summary>How the tempo is estimated.</summary>
    public TempoOptions Estimate { get; init => field = Require.NotNull(value); } = new();
}
