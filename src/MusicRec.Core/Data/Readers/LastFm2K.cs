namespace MusicRec.Data;

/// <summary>An artist of Last.fm-2K.</summary>
/// <param name="Name">The name; empty where artists.dat has none.</param>
/// <param name="Url">The page at Last.fm; may be empty.</param>
/// <param name="PictureUrl">A picture; may be empty.</param>
public readonly record struct LastFmArtist(string Name, string Url, string PictureUrl);

/// <summary>A tag that a user put on an artist.</summary>
/// <param name="User">Index into <see cref="LastFm2K.UserIds"/>.</param>
/// <param name="Artist">Index into <see cref="LastFm2K.ArtistIds"/>.</param>
/// <param name="Tag">Index into <see cref="LastFm2K.TagIds"/>.</param>
/// <param name="Time">Seconds since 1970 UTC, as the archive has it: months, with a few dates that cannot be true.</param>
public readonly record struct LastFmTagging(int User, int Artist, int Tag, long Time);

/// <summary>How to read Last.fm-2K: limits, and what to do with malformed lines. Encodings are those of the archive's files.</summary>
public sealed record LastFm2KOptions : ReaderOptions;

/// <summary>The HetRec 2011 Last.fm-2K data set, whole: plays, artists, tags, tagged artists and friends (Cantador, Brusilovsky and Kuflik,
/// RecSys 2011). Immutable and safe to share between threads.</summary>
public sealed class LastFm2K
{
    internal LastFm2K(Interactions plays, IdMap users, IdMap artistIds, LastFmArtist[] artists, IdMap tagIds, string[] tags, LastFmTagging[] taggings,
        (int User, int Friend)[] friends)
    {
        (Plays, UserIds, ArtistIds, Artists) = (plays, users, artistIds, artists);
        (TagIds, Tags, Taggings, Friends) = (tagIds, tags, taggings, friends);
    }

    /// <summary>Play counts: users x artists, in order of first appearance in user_artists.dat.</summary>
    public Interactions Plays { get; }

    /// <summary>Users: those of <see cref="Plays"/> with the same indices, then any that only tag or have friends.</summary>
    public IdMap UserIds { get; }

    /// <summary>Artists: the items of <see cref="Plays"/> with the same indices, then those that are only listed or tagged.</summary>
    public IdMap ArtistIds { get; }

    /// <summary>Name and pages of each artist of <see cref="ArtistIds"/>.</summary>
    public IReadOnlyList<LastFmArtist> Artists { get; }

    /// <summary>Ids of the tags.</summary>
    public IdMap TagIds { get; }

    /// <summary>Text of each tag of <see cref="TagIds"/>; empty where tags.dat has none.</summary>
    public IReadOnlyList<string> Tags { get; }

    /// <summary>Who tagged which artist how and when, in the order of the file.</summary>
    public IReadOnlyList<LastFmTagging> Taggings { get; }

    /// <summary>Pairs of friends; the archive holds both directions of each.</summary>
    public IReadOnlyList<(int User, int Friend)> Friends { get; }

    /// <summary>Reads the archive, or the folder that it was unpacked to.</summary>
    /// <param name="path">hetrec2011-lastfm-2k.zip, or a folder with its files somewhere below it.</param>
    /// <param name="options">Limits, and what to do with malformed lines.</param>
    /// <param name="report">Receives the counts of all files together; needed to skip malformed lines.</param>
    /// <param name="progress">Receives the state of reading, file after file.</param>
    /// <param name="cancel">Ends the reading with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="MusicRecException">A file is missing or damaged, or a line malformed (file, line number and text are named).</exception>
    public static LastFm2K Read(string path, LastFm2KOptions? options = null, ReadReport? report = null,
        IProgress<ReadProgress>? progress = null, CancellationToken cancel = default)
    {
        options ??= new LastFm2KOptions();
        using var folder = new DataFolder(path);
        return new LastFm2KParser(folder, options, new LineFaults(options, report), progress, cancel).Read();
    }
}
