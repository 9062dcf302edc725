using System.Globalization;
using System.IO.Compression;
using CsvHelper;
using MusicRec.Data;
using MusicRec.Numerics;

namespace MusicRec.Samples;

/// <summary>Playlists and the audio features of their tracks: spotify_songs.csv, one row a track and playlist, in a zip file or beside it
/// (TidyTuesday, January 2020).</summary>
internal sealed class PlaylistData
{
    private static readonly string[] Columns =
        ["danceability", "energy", "loudness", "mode", "speechiness", "acousticness", "instrumentalness", "liveness", "valence", "tempo"];

    private readonly List<float[]> _values = [];
    private readonly Dictionary<string, int> _artistIndex = new(StringComparer.Ordinal), _albumIndex = new(StringComparer.Ordinal);
    private readonly List<int> _artists = [], _albums = [];

    /// <summary>Tracks of each playlist, each once, in the order of the file.</summary>
    public required Interactions Playlists { get; init; }

    /// <summary>The same pairs in the order of the file.</summary>
    public required (int Playlist, int Track)[] Rows { get; init; }

    /// <summary>Name and artist of each track.</summary>
    public List<string> Names { get; } = [];

    /// <summary>Name of each playlist, by its row.</summary>
    public required string[] Titles { get; init; }

    /// <summary>Genre of each playlist, as an index into <see cref="GenreNames"/>.</summary>
    public required int[] GenreOf { get; init; }

    public required string[] GenreNames { get; init; }

    /// <summary>Artist of each track.</summary>
    public int[] Artists => [.. _artists];

    /// <summary>Those tracks of all playlists that <paramref name="some"/> holds, in the order of the file, with titles and all that is known of the
    /// tracks.</summary>
    public EventSequences Lists(Interactions some)
    {
        var rows = Rows.Where(row => some.ItemsOf(row.Playlist).BinarySearch(row.Track) >= 0).ToArray();
        return EventSequences.FromEvents([.. rows.Select(row => row.Playlist)], [.. rows.Select(row => row.Track)], some.UserIds, some.ItemIds,
            titles: Titles, tracks: new TrackAttributes(some.Items, Artists, [.. _albums], [.. Seconds], Audio));
    }

    /// <summary>Duration of each track in seconds.</summary>
    public List<double> Seconds { get; } = [];

    /// <summary>Ten features and the key as a point on a circle, each standardised over all tracks; shape [tracks, 12].</summary>
    public Matrix Audio => Standardized([.. Enumerable.Range(0, Columns.Length + 2)]);

    /// <summary>What a listener hears change from track to track: energy, loudness, valence, tempo and key.</summary>
    public Matrix Mood => Standardized([1, 2, 8, 9, 10, 11]);

    /// <summary>Energy, valence (0 to 1), and tempo in beats per minute.</summary>
    public (float Energy, float Valence, float Tempo) Feel(int track) => (_values[track][1], _values[track][8], _values[track][9]);

    public static PlaylistData Load(string folder)
    {
        string plain = Path.Combine(folder, "spotify_songs.csv"), packed = Path.Combine(folder, "spotify_songs.zip");
        if (File.Exists(plain)) return Read(File.OpenRead(plain));
        using var zip = ZipFile.OpenRead(packed);
        var entry = zip.GetEntry("spotify_songs.csv") ?? throw new MusicRecException($"'{packed}' has no spotify_songs.csv in it.");
        return Read(entry.Open());
    }

    private static PlaylistData Read(Stream stream)
    {
        using var csv = new CsvReader(new StreamReader(stream), CultureInfo.InvariantCulture);
        csv.Read();
        csv.ReadHeader();
        var (rows, tracks, titles, genres) = (new List<(string Playlist, string Track)>(), new Dictionary<string, Row>(StringComparer.Ordinal),
            new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal));
        while (csv.Read())
        {
            string track = csv.GetField("track_id")!, playlist = csv.GetField("playlist_id")!;
            rows.Add((playlist, track));
            titles[playlist] = csv.GetField("playlist_name")!;
            genres.TryAdd(playlist, csv.GetField("playlist_genre")!);
            if (tracks.ContainsKey(track)) continue;
            double angle = 2 * Math.PI * csv.GetField<int>("key") / 12;
            tracks[track] = new($"{csv.GetField("track_name")} - {csv.GetField("track_artist")}", csv.GetField("track_artist")!,
                csv.GetField("track_album_id")!, csv.GetField<double>("duration_ms") / 1000,
                [.. Columns.Select(column => csv.GetField<float>(column)), (float)Math.Cos(angle), (float)Math.Sin(angle)]);
        }
        var builder = new InteractionsBuilder();
        foreach (var (playlist, track) in rows.Distinct()) builder.Add(playlist, track, 1);
        var lists = builder.Build();
        string[] names = [.. genres.Values.Distinct().Order(StringComparer.Ordinal)];
        var data = new PlaylistData
        {
            Playlists = lists,
            Rows = [.. rows.Distinct().Select(row => (lists.UserIds.IndexOf(row.Playlist), lists.ItemIds.IndexOf(row.Track)))],
            Titles = [.. Enumerable.Range(0, lists.Users).Select(u => titles[lists.UserIds[u]])],
            GenreOf = [.. Enumerable.Range(0, lists.Users).Select(u => Array.IndexOf(names, genres[lists.UserIds[u]]))],
            GenreNames = names,
        };
        for (int i = 0; i < lists.Items; i++) data.Add(tracks[lists.ItemIds[i]]);
        return data;
    }

    private void Add(Row row)
    {
        _artists.Add(Index(_artistIndex, row.Artist));
        _albums.Add(Index(_albumIndex, row.Album));
        Names.Add(row.Name);
        Seconds.Add(Math.Max(1, row.Seconds));
        _values.Add(row.Values);
    }

    private static int Index(Dictionary<string, int> known, string name)
    {
        if (!known.TryGetValue(name, out int index)) known[name] = index = known.Count;
        return index;
    }

    private Matrix Standardized(int[] columns)
    {
        var result = new float[_values.Count * columns.Length];
        foreach (var (to, column) in columns.Index())
        {
            double mean = _values.Average(v => v[column]), deviation = Math.Sqrt(_values.Average(v => Math.Pow(v[column] - mean, 2)));
            for (int i = 0; i < _values.Count; i++) result[i * columns.Length + to] = (float)((_values[i][column] - mean) / deviation);
        }
        return Matrix.From(result, _values.Count, columns.Length);
    }

    private sealed record Row(string Name, string Artist, string Album, double Seconds, float[] Values);
}
