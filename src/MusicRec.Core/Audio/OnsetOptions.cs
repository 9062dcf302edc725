namespace MusicRec.Audio;

/// <summary>Onset strength. Defaults are librosa's.</summary>
public sealed record OnsetOptions
{
    /// <summary>Frames between the spectra compared, 1 to 1024. Default 1.</summary>
    public int Lag { get; init => field = Require.Between(value, 1, 1024); } = 1;

    /// <summary>Bands over which the earlier spectrum's maximum is taken, which keeps vibrato out (Boeck, Widmer 2013), 1 to 1024.
    /// Default 1.</summary>
    public int MaxSize { get; init => field = Require.Between(value, 1, 1024); } = 1;

    /// <summary>The median over bands, as librosa's beat_track takes, instead of the mean (default).</summary>
    public bool Median { get; init; }

    /// <summary>Range kept below the clip's loudest band, in dB; null for no limit. Default 80.</summary>
    public double? TopDb { get; init => field = value is { } db ? Require.Positive(db) : null; } = 80;
}
