namespace MusicRec.Data;

/// <summary>How a column holds a time.</summary>
public enum TimeFormat
{
    /// <summary>Whole seconds since 1970 UTC.</summary>
    UnixSeconds = 0,

    /// <summary>Whole milliseconds since 1970 UTC; the part of a second is cut off downwards.</summary>
    UnixMilliseconds = 1,

    /// <summary>ISO 8601, such as 2009-05-04T23:08:57Z.</summary>
    Iso8601 = 2,
}

/// <summary>The form of a file of separated triplets: user, item, weight. The default is tab-separated, without a header.</summary>
public sealed record TripletOptions : ReaderOptions
{
    /// <summary>One ASCII character between fields, not a line end. Fields are taken as they stand: no quotes, no trimming.</summary>
    public char Separator { get; init => field = TextOptions.Separator(value); } = '\t';

    /// <summary>True where the first line is a header.</summary>
    public bool HasHeader { get; init; }

    /// <summary>Column of the user's id, from 0.</summary>
    public int UserColumn { get; init => field = TextOptions.Column(value); }

    /// <summary>Column of the item's id, from 0.</summary>
    public int ItemColumn { get; init => field = TextOptions.Column(value); } = 1;

    /// <summary>Column of the weight (plays, rating), or null for 1 everywhere.</summary>
    public int? WeightColumn { get; init => field = TextOptions.Column(value); } = 2;

    /// <summary>Column of the time, or null for none.</summary>
    public int? TimeColumn { get; init => field = TextOptions.Column(value); }

    /// <summary>How times are written.</summary>
    public TimeFormat TimeFormat { get; init => field = Require.Defined(value); }

    /// <summary>Whether weights below 0 are taken; else their lines are malformed.</summary>
    public bool AllowNegative { get; init; }

    /// <summary>What becomes of several lines for one user and item.</summary>
    public DuplicatePolicy Duplicates { get; init => field = Require.Defined(value); }

    /// <summary>HetRec 2011 Last.fm: user_artists.dat, tab-separated with a header.</summary>
    public static TripletOptions HetRec { get; } = new() { HasHeader = true };

    /// <summary>Million Song Dataset Taste Profile: train_triplets.txt, tab-separated without a header.</summary>
    public static TripletOptions TasteProfile { get; } = new();

    /// <summary>Audioscrobbler 2005: user_artist_data.txt, separated by one blank.</summary>
    public static TripletOptions Audioscrobbler { get; } = new() { Separator = ' ' };
}

/// <summary>Checks that the options of several text formats share.</summary>
internal static class TextOptions
{
    public const int MaxColumns = 64;

    public static char Separator(char value) => value is '\r' or '\n' or '\0' or > '\x7F'
        ? throw new ArgumentOutOfRangeException(
            nameof(value), value, $"The separator is U+{(int)value:X4}; it must be one ASCII character and no line end.")
        : value;

    public static int Column(int value) => Require.Between(value, 0, MaxColumns - 1);

    public static int? Column(int? value) => value is null ? null : Column(value.Value);
}
