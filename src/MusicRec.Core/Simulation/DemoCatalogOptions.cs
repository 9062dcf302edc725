namespace MusicRec.Simulation;

/// <summary>Size and seed of a <see cref="DemoCatalog"/>.</summary>
public sealed record DemoCatalogOptions
{
    /// <summary>Number of tracks, 200 to 50,000. Default 400.</summary>
    public int Tracks { get; init => field = Require.Between(value, 200, 50_000); } = 400;

    /// <summary>Number of users; null (default) for three a track, at most 50,000.</summary>
    public int? Users { get; init => field = value is { } users ? Require.Positive(users, nameof(Users)) : null; }

    /// <summary>Length of a clip in seconds, 1 to 60. Default 10.</summary>
    public double ClipSeconds { get; init => field = Require.Between(value, 1, 60); } = 10;

    /// <summary>Samples per second, 8,000 to 96,000. Default 22,050.</summary>
    public int SampleRate { get; init => field = Require.Between(value, 8_000, 96_000); } = 22_050;

    /// <summary>Another seed is another world.</summary>
    public ulong Seed { get; init; } = 1;
}
