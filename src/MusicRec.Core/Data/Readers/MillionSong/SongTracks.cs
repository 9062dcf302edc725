using System.Text.Unicode;

namespace MusicRec.Data;

/// <summary>Which tracks (TR..) of the Million Song Dataset a song (SO..) of the taste profile is, without the pairs that were found wrong.
/// Immutable.</summary>
public sealed class SongTracks
{
    private readonly Dictionary<string, string[]> _tracks;

    private SongTracks(Dictionary<string, string[]> tracks, int mismatches) => (_tracks, Mismatches) = (tracks, mismatches);

    /// <summary>Songs with at least one track.</summary>
    public IReadOnlyCollection<string> Songs => _tracks.Keys;

    /// <summary>Pairs left out because the list of mismatches names them.</summary>
    public int Mismatches { get; }

    /// <summary>The tracks of a song in the order of the file; none where it is not known.</summary>
    public IReadOnlyList<string> this[string song] => _tracks.GetValueOrDefault(Require.NotNull(song), []);

    /// <summary>Reads "taste_profile_song_to_tracks.txt" (a song and its tracks a line, separated by tabs) or "unique_tracks.txt"
    /// (track, song, artist, title, separated by &lt;SEP&gt;), told apart line by line.</summary>
    /// <param name="path">The file, plain or compressed.</param>
    /// <param name="mismatches">"sid_mismatches.txt" (ERROR: &lt;song track&gt; ..), whose pairs are left out; null for none.</param>
    /// <param name="options">Limits, and what to do with malformed lines; null for the defaults.</param>
    /// <param name="report">Receives the counts; needed to skip malformed lines.</param>
    /// <param name="cancel">Stops the reading.</param>
    /// <exception cref="MusicRecException">A malformed line (file, line and text are named) or damaged compression.</exception>
    public static SongTracks Read(string path, string? mismatches = null, MillionSongOptions? options = null, ReadReport? report = null,
        CancellationToken cancel = default)
    {
        options ??= new();
        var faults = new LineFaults(options, report);
        var wrong = new HashSet<(string Song, string Track)>();
        if (mismatches is not null) Lines(mismatches, options, faults, line => AddMismatch(line, wrong), cancel);
        var (tracks, left) = (new Dictionary<string, List<string>>(StringComparer.Ordinal), 0);
        Lines(path, options, faults, line =>
        {
            string[] fields = line.Contains("<SEP>", StringComparison.Ordinal) ? [.. line.Split("<SEP>").Take(2).Reverse()]
                : line.Split('\t', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (fields.Length == 0 || fields.Any(id => id.Length == 0)) return "there is no song with its tracks";
            foreach (string track in fields.Skip(1))
            {
                if (wrong.Contains((fields[0], track))) left++;
                else if (tracks.TryGetValue(fields[0], out var known)) known.Add(track);
                else tracks.Add(fields[0], [track]);
            }
            faults.Report.Entries++;
            return null;
        }, cancel);
        return new(tracks.ToDictionary(pair => pair.Key, pair => pair.Value.Distinct().ToArray(), StringComparer.Ordinal), left);
    }

    private static string? AddMismatch(string line, HashSet<(string, string)> wrong)
    {
        int from = line.IndexOf('<'), to = line.IndexOf('>');
        if (!line.StartsWith("ERROR:", StringComparison.Ordinal) || from < 0 || to < from
            || line[(from + 1)..to].Split(' ') is not [var song, var track])
            return "there is no 'ERROR: <song track>'";
        wrong.Add((song, track));
        return null;
    }

    private static void Lines(string path, MillionSongOptions options, LineFaults faults, Func<string, string?> add, CancellationToken cancel)
    {
        using var source = TextSource.Open(path, options, null, cancel);
        new LineReader(source, options).ForEach(faults, hasHeader: false, line =>
            options.Encoding == TextEncoding.Utf8 && !Utf8.IsValid(line) ? LineFaults.NotUtf8 : add(faults.Decode(line)));
    }
}
