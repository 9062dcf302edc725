namespace MusicRec.Data;

/// <summary>One category of playlist continuation: how much of a playlist is shown.</summary>
/// <param name="Name">Name in reports.</param>
/// <param name="Tracks">Tracks shown, 0 or more.</param>
/// <param name="HasTitle">Whether the title is shown. Default true.</param>
/// <param name="AtRandom">False (default): the first tracks are shown; true: tracks drawn from the whole playlist, in its order.</param>
public sealed record SeedGroup(string Name, int Tracks, bool HasTitle = true, bool AtRandom = false)
{
    /// <summary>Name in reports.</summary>
    public string Name { get; init => field = Require.NotNull(value); } = Require.NotNull(Name);

    /// <summary>Tracks shown, 0 or more.</summary>
    public int Tracks { get; init => field = Require.NotNegative(value); } = Require.NotNegative(Tracks);

    /// <summary>The ten categories of the RecSys Challenge 2018 (Million Playlist Dataset), each of 1,000 playlists there: title only; title and
    /// the first 1, 5, 10, 25 or 100 tracks; the first 5 or 10 without title; title and 25 or 100 tracks at random.</summary>
    public static IReadOnlyList<SeedGroup> Challenge2018 { get; } =
    [
        new("title only", 0), new("title, first 1", 1), new("title, first 5", 5), new("first 5", 5, HasTitle: false),
        new("title, first 10", 10), new("first 10", 10, HasTitle: false), new("title, first 25", 25),
        new("title, random 25", 25, AtRandom: true), new("title, first 100", 100), new("title, random 100", 100, AtRandom: true),
    ];
}
