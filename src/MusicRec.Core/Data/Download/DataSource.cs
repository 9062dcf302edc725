namespace MusicRec.Data;

/// <summary>A public data set and where it can be fetched. Mind its own terms: those here are for research.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Address">An http or https address.</param>
/// <param name="FileName">The name it gets in the cache; no path.</param>
/// <param name="Sha256">Its SHA-256 in 64 hex digits, or null where it is not known: then only its length can be checked.</param>
public sealed record DataSource(string Name, Uri Address, string FileName, string? Sha256 = null)
{
    /// <summary>HetRec 2011 Last.fm-2K (2.6 MB): read it with <see cref="LastFm2K"/>.</summary>
    public static DataSource HetRecLastFm2K { get; } = new("HetRec 2011 Last.fm-2K",
        new Uri("https://files.grouplens.org/datasets/hetrec2011/hetrec2011-lastfm-2k.zip"), "hetrec2011-lastfm-2k.zip",
        "6738f48195667ff03caaab4d32ca9a3133d8cc026b7c3cdaf6ce1010e913c59c");

    /// <summary>The Taste Profile of the Million Song Dataset (about 48 million triplets): read it with <see cref="TripletReader"/>.
    /// Its checksum is not known to us, and it comes over plain http: use <c>with { Sha256 = ... }</c> where you know it.</summary>
    public static DataSource TasteProfile { get; } = new("Million Song Dataset Taste Profile",
        new Uri("http://labrosa.ee.columbia.edu/millionsong/sites/default/files/challenge/train_triplets.txt.zip"), "train_triplets.txt.zip");
}

/// <summary>How to fetch.</summary>
public sealed record DownloadOptions
{
    /// <summary>Folder for whole and half-fetched files; made where it is missing. Default: MusicRec below the user's local application
    /// data.</summary>
    public string Folder { get; init => field = Require.NotNull(value); } =
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "MusicRec");

    /// <summary>Attempts in all, each going on where the last one broke off.</summary>
    public int Attempts { get; init => field = Require.Between(value, 1, 100); } = 5;

    /// <summary>Pause before the second attempt; it doubles from there on, up to a minute.</summary>
    public TimeSpan Pause { get; init => field = TimeSpan.FromSeconds(Require.NotNegative(value.TotalSeconds)); } = TimeSpan.FromSeconds(1);

    /// <summary>Longest time without a single byte, after which an attempt counts as broken.</summary>
    public TimeSpan Silence { get; init => field = TimeSpan.FromSeconds(Require.Positive(value.TotalSeconds)); } = TimeSpan.FromSeconds(60);

    /// <summary>Most bytes to take.</summary>
    public long MaxBytes { get; init => field = Require.Positive(value); } = 16L << 30;
}
