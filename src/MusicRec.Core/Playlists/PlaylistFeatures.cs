using MusicRec.Data;
using MusicRec.Numerics;

namespace MusicRec.Playlists;

/// <summary>Features of pairs of playlist and candidate in the manner of the RecSys Challenge 2018's winners: of the playlist (length, title, how
/// many artists), of the track (playlists that hold it, its artist, its album), and of both (artist and album among the shown tracks, tracks that
/// share playlists, nearness of sound). See docs/methods/two-stage.md. Immutable and safe to share between threads.</summary>
public sealed class PlaylistFeatures
{
    private const int MostPlaylists = 1000; // of a shown track that are looked through, at even steps

    private static readonly string[] Titles =
    [
        "shown tracks", "title characters", "shown artists", "shown albums", "popularity of shown",
        "popularity", "artist popularity", "album popularity", "duration",
        "by artist", "by last artist", "on album", "on last album", "albums go on",
        "co-occurrence, mean", "co-occurrence, most", "co-occurrence, last", "shown tracks met",
        "duration off mean", "sound off mean", "sound off nearest",
    ];

    private readonly Csr _playlists, _byTrack;
    private readonly TrackAttributes _tracks;
    private readonly float[] _popularity, _artistPopularity, _albumPopularity; // ln(1 + playlists) by track

    private PlaylistFeatures(Csr playlists, TrackAttributes tracks, IdMap itemIds)
    {
        (_playlists, _byTrack, _tracks, ItemIds) = (playlists, playlists.Transpose(), tracks, itemIds);
        double[] held = [.. Enumerable.Range(0, itemIds.Count).Select(track => (double)_byTrack.RowCount(track))];
        _popularity = [.. held.Select(n => (float)Math.Log(1 + n))];
        (_artistPopularity, _albumPopularity) = (Summed(held, tracks.ArtistOf), Summed(held, tracks.AlbumOf));
    }

    /// <summary>Names of the features, in order.</summary>
    public static IReadOnlyList<string> Names => Titles;

    /// <summary>External ids of the items.</summary>
    public IdMap ItemIds { get; }

    /// <summary>Counts on training playlists.</summary>
    /// <param name="playlists">Playlists; attributes of their tracks are used where there are any.</param>
    public static PlaylistFeatures Fit(EventSequences playlists) => new(Require.NotNull(playlists).ToInteractions(DuplicatePolicy.Max).ByUser,
        playlists.Tracks ?? new TrackAttributes(playlists.Items), playlists.ItemIds);

    /// <summary>Whether a training playlist holds the track.</summary>
    public bool IsKnown(int track) => _byTrack.RowCount(Require.Index(track, ItemIds.Count)) > 0;

    /// <summary>Features of some candidates of a playlist. What is not known is 0, or -1 where 0 would mean something.</summary>
    /// <param name="playlists">Playlists in the same item order; the shown tracks and the title.</param>
    /// <param name="row">The playlist.</param>
    /// <param name="candidates">Tracks, [n].</param>
    /// <returns>Shape [n, Names.Count].</returns>
    public Matrix Of(EventSequences playlists, int row, ReadOnlySpan<int> candidates)
    {
        Require.Length(Require.NotNull(playlists).Items, ItemIds.Count, nameof(playlists));
        int[] shown = playlists[row].ToArray();
        var rows = new Matrix(candidates.Length, Titles.Length);
        float[] whole = OfPlaylist(shown, playlists.TitleOf(row));
        var (artists, albums) = (Count(shown, _tracks.ArtistOf), Count(shown, _tracks.AlbumOf));
        var met = new SharedPlaylists(_playlists, _byTrack, shown, MostPlaylists);
        var sound = new ShownSound(_tracks, shown);
        bool sameAlbum = shown.Length > 1 && _tracks.AlbumOf(shown[^1]) is var last and >= 0 && last == _tracks.AlbumOf(shown[^2]);
        for (int c = 0; c < candidates.Length; c++)
        {
            int track = Require.Index(candidates[c], ItemIds.Count, nameof(candidates));
            var to = rows.Row(c);
            whole.CopyTo(to);
            int artist = _tracks.ArtistOf(track), album = _tracks.AlbumOf(track);
            float onLast = shown.Length > 0 && album >= 0 && album == _tracks.AlbumOf(shown[^1]) ? 1 : 0;
            ReadOnlySpan<float> pair =
            [
                _popularity[track], _artistPopularity[track], _albumPopularity[track], sound.Seconds(track),
                Share(artists, artist, shown), shown.Length > 0 && artist >= 0 && artist == _tracks.ArtistOf(shown[^1]) ? 1 : 0,
                Share(albums, album, shown), onLast, sameAlbum ? onLast : 0,
                met.Mean(track), met.Most(track), met.Last(track), met.Met(track),
                sound.SecondsOff(track), sound.OffMean(track), sound.OffNearest(track),
            ];
            pair.CopyTo(to[whole.Length..]);
        }
        return rows;
    }

    private float[] OfPlaylist(int[] shown, string title)
    {
        float Different(Func<int, int> of) => shown.Length == 0 ? -1 : shown.Select(of).Distinct().Count() / (float)shown.Length;
        return
        [
            shown.Length, title.Length, Different(_tracks.ArtistOf), Different(_tracks.AlbumOf),
            shown.Length == 0 ? -1 : shown.Average(track => _popularity[track]),
        ];
    }

    private static Dictionary<int, int> Count(int[] shown, Func<int, int> of) =>
        shown.Select(of).Where(x => x >= 0).GroupBy(x => x).ToDictionary(group => group.Key, group => group.Count());

    private static float Share(Dictionary<int, int> counts, int of, int[] shown) => counts.GetValueOrDefault(of) / (float)Math.Max(1, shown.Length);

    private static float[] Summed(double[] held, Func<int, int> of)
    {
        var sums = new Dictionary<int, double>();
        for (int track = 0; track < held.Length; track++) sums[of(track)] = sums.GetValueOrDefault(of(track)) + held[track];
        return [.. held.Select((_, track) => of(track) < 0 ? -1 : (float)Math.Log(1 + sums[of(track)]))];
    }
}
