using System.Text;
using MusicRec.Benchmarks.Ledger;
using MusicRec.Data;

namespace MusicRec.Benchmarks;

/// <summary>Reading sessions, one a line, and playlists in JSON, in the form of a slice of the Million Playlist Dataset, from memory.</summary>
internal static class SequenceReaderCases
{
    private const int Playlists = 3000;

    public static IEnumerable<LedgerCase> All() =>
    [
        new("reader/sessions", "MB/cpu-s", context => Read(Sessions(), stream => SessionReader.Read(stream, "memory"))) { Bar = 100 },
        new("reader/playlists", "MB/cpu-s", context => Read(Slice(), stream => PlaylistReader.Read(stream, "memory"))) { Bar = 100 },
    ];

    private static Measurement Read(byte[] text, Action<Stream> read) =>
        new(1e-6 * text.Length / Timing.Processor(5, () => read(new MemoryStream(text))));

    private static byte[] Sessions()
    {
        var (data, text) = (SimulatedSessions.Train.Value, new StringBuilder());
        for (int row = 0; row < data.Count; row++) text.AppendJoin(' ', data[row].ToArray()).Append('\n');
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static byte[] Slice()
    {
        var (data, text) = (SimulatedSessions.Train.Value, new StringBuilder("{\n    \"info\": {},\n    \"playlists\": [\n"));
        for (int row = 0; row < Playlists; row++)
        {
            text.Append($"        {{\n            \"name\": \"list {row}\",\n            \"pid\": {row},\n            \"tracks\": [\n");
            int[] songs = [.. Enumerable.Range(8 * row, 8).SelectMany(r => data[r].ToArray())];
            for (int t = 0; t < songs.Length; t++) text.Append(Track(t, songs[t])).Append(t + 1 < songs.Length ? ",\n" : "\n");
            text.Append($"            ],\n            \"num_tracks\": {songs.Length}\n        }}{(row + 1 < Playlists ? "," : "")}\n");
        }
        return Encoding.UTF8.GetBytes(text.Append("    ]\n}\n").ToString());
    }

    private static string Track(int place, int song) => $$"""
                        {
                            "pos": {{place}},
                            "artist_name": "Artist {{song / 9}}",
                            "track_uri": "spotify:track:{{song:d22}}",
                            "artist_uri": "spotify:artist:{{song / 9:d22}}",
                            "track_name": "Song number {{song}}",
                            "album_uri": "spotify:album:{{song / 5:d22}}",
                            "duration_ms": {{180_000 + song}},
                            "album_name": "Album {{song / 5}}"
                        }
        """;
}
