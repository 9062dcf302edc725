namespace MusicRec.Audio;

/// <summary>Settings of <see cref="PhaseVocoder"/>.</summary>
public sealed record PhaseVocoderOptions
{
    /// <summary>Samples of a transform. Longer ones keep chords cleaner, shorter ones keep attacks sharper. Default 2048.</summary>
    public int FftLength { get; init => field = Require.Between(value, 4, 1 << 24); } = 2048;

    /// <summary>Samples from frame to frame, at most half of <see cref="FftLength"/>; null (default) for a quarter of it.</summary>
    public int? HopLength { get; init => field = value is { } hop ? Require.Positive(hop, nameof(HopLength)) : null; }
}
