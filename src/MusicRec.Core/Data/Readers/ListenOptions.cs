namespace MusicRec.Data;

/// <summary>The form of a file of listening events, one a line. The default is that of Last.fm 1K, by track: user, ISO time, artist id, artist, track
/// id,
/// track, separated by tabs without a header.</summary>
public sealed record ListenOptions : ReaderOptions
{
    /// <summary>One ASCII character between fields, not a line end. Fields are taken as they stand: no quotes, no trimming.</summary>
    public char Separator { get; init => field = TextOptions.Separator(value); } = '\t';

    /// <summary>True where the first line is a header.</summary>
    public bool HasHeader { get; init; }

    /// <summary>Column of the user's id, from 0.</summary>
    public int UserColumn { get; init => field = TextOptions.Column(value); }

    /// <summary>Column of the time.</summary>
    public int TimeColumn { get; init => field = TextOptions.Column(value); } = 1;

    /// <summary>How times are written.</summary>
    public TimeFormat TimeFormat { get; init => field = Require.Defined(value); } = TimeFormat.Iso8601;

    /// <summary>Column of the item's id. Where a line's id is empty, its names serve as the id.</summary>
    public int ItemColumn { get; init => field = TextOptions.Column(value); } = 4;

    /// <summary>Column of the artist's name, or null for none: the first part of an item's name.</summary>
    public int? ArtistColumn { get; init => field = TextOptions.Column(value); } = 3;

    /// <summary>Column of the item's title, or null for none: the second part of an item's name.</summary>
    public int? TitleColumn { get; init => field = TextOptions.Column(value); } = 5;

    /// <summary>Column that says whether the event was skipped: "1" or "true", else "0" or "false"; or null (default) for none.</summary>
    public int? SkippedColumn { get; init => field = TextOptions.Column(value); }

    /// <summary>Last.fm 1K (userid-timestamp-artid-artname-traid-traname.tsv), an item being a track.</summary>
    public static ListenOptions LastFm1KTracks { get; } = new();

    /// <summary>Last.fm 1K, an item being an artist.</summary>
    public static ListenOptions LastFm1KArtists { get; } = new() { ItemColumn = 2, TitleColumn = null };

    /// <summary>User, item, seconds since 1970: separated by tabs without a header.</summary>
    public static ListenOptions UserItemUnixSeconds { get; } =
        new() { ItemColumn = 1, TimeColumn = 2, TimeFormat = TimeFormat.UnixSeconds, ArtistColumn = null, TitleColumn = null };
}
