using System.Text;
using MusicRec.Data;

namespace MusicRec.Tests.Data;

public class SequenceReaderTests
{
    private const string Slice = """
        {"info": {"slice": "0-1", "x": [1, {"playlists": 2}]},
         "playlists": [
          {"name": "Caf\u00e9", "pid": 7, "tracks": [
            {"pos": 1, "track_uri": "t:b", "artist_name": "B", "track_name": "two"},
            {"pos": 0, "track_uri": "t:a", "artist_name": "A", "track_name": "one"}], "num_tracks": 2},
          {"pid": 9, "name": "", "tracks": [{"pos": 0, "track_uri": "t:b"}]},
          {"pid": 11, "tracks": []}]}
        """;

    public static TheoryData<int> Chunks => [1, 2, 5, 64, 1 << 20];

    [Theory, MemberData(nameof(Chunks))]
    public void Listens_stand_in_order_of_time_with_names(int chunk)
    {
        string text = "u\t2009-05-04T23:08:57Z\tA1\tArtist\tT1\tTitle\n" +
            "v\t2009-05-04T00:00:00Z\t\tArtist\t\tOther\r\nu\t2009-05-03T00:00:00Z\t\tArtist\t\tOther";
        var read = ListenReader.Read(new SlowStream(Encoding.UTF8.GetBytes(text), chunk), "listens");
        Assert.Equal([1, 0], read[0].ToArray());
        Assert.Equal([1241308800L, 1241478537L], read.TimesOf(0).ToArray());
        Assert.Equal(("Artist - Other", "Artist - Other", "T1", "Artist - Title"),
            (read.ItemIds[1], read.NameOf(1), read.ItemIds[0], read.NameOf(0)));
        Assert.Equal([(0, 0, 1f, 1241478537L), (0, 1, 1f, 1241308800L), (1, 1, 1f, 1241395200L)], InteractionsTests.Entries(read.ToInteractions()));
        var artists = ListenReader.Read(new SlowStream(Encoding.UTF8.GetBytes(text), chunk), "listens", ListenOptions.LastFm1KArtists);
        Assert.Equal(("A1", "Artist"), (artists.ItemIds[0], artists.ItemIds[1]));
        var plain = ListenReader.Read(new MemoryStream("u\ta\t5\nu\tb\t4"u8.ToArray()), "listens", ListenOptions.UserItemUnixSeconds);
        Assert.Equal([4L, 5L], plain.TimesOf(0).ToArray());
    }

    [Theory, MemberData(nameof(Chunks))]
    public void Sessions_keep_their_order_and_repeats(int chunk)
    {
        var read = SessionReader.Read(new SlowStream("5 3 5\n\n3  9 \r\n"u8.ToArray(), chunk), "sessions");
        Assert.Equal((2, 5L, "9"), (read.Count, read.EventCount, read.ItemIds[2]));
        Assert.Equal([0, 1, 0], read[0].ToArray());
        Assert.Equal([1, 2], read[1].ToArray());
        var named = SessionReader.Read(new SlowStream("s1,a,b\ns2,b"u8.ToArray(), chunk),
            "s", new SessionOptions { Separator = ',', StartsWithId = true });
        Assert.Equal(("s2", 2, 1), (named.Ids[1], named.Items, named[1].Length));
        Assert.Throws<MusicRecException>(() => SessionReader.Read(new MemoryStream("s1 a\ns1 b"u8.ToArray()),
            "s", new SessionOptions { StartsWithId = true }));
    }

    [Theory, MemberData(nameof(Chunks))]
    public void Playlists_are_read_from_json(int chunk)
    {
        foreach (byte[] bytes in new[] { Encoding.UTF8.GetBytes(Slice),
            Encoding.UTF8.GetBytes("\uFEFF" + Slice), TripletReaderTests.Gzip(Encoding.UTF8.GetBytes(Slice)) })
        {
            var read = PlaylistReader.Read(new SlowStream(bytes, chunk), "slice");
            Assert.Equal((3, 3L, "Café", "7", "11"), (read.Count, read.EventCount, read.TitleOf(0), read.Ids[0], read.Ids[2]));
            Assert.Equal(("t:a", "A - one"), (read.ItemIds[read[0][0]], read.NameOf(read[0][0])));
            Assert.Equal([read[0][1]], read[1].ToArray());
        }
    }

    [Theory, MemberData(nameof(Chunks))]
    public void Playlists_keep_artist_album_and_duration_of_their_tracks(int chunk)
    {
        const string text = """
            {"playlists": [{"pid": 1, "tracks": [
              {"track_uri": "t:a", "artist_uri": "r:1", "artist_name": "A", "album_uri": "l:1", "duration_ms": 61500},
              {"track_uri": "t:b", "artist_uri": "r:1", "artist_name": "A", "album_uri": "l:2", "duration_ms": -1},
              {"track_uri": "t:c", "artist_name": "C", "album_uri": "l:1"}, {"track_uri": "t:d"}]}]}
            """;
        var tracks = PlaylistReader.Read(new SlowStream(Encoding.UTF8.GetBytes(text), chunk), "slice").Tracks!;
        Assert.Equal([0, 0, 1, -1], tracks.Artists.ToArray());
        Assert.Equal([0, 1, 0, -1], tracks.Albums.ToArray());
        Assert.Equal([61.5, 0, 0, 0], tracks.Seconds.ToArray());
        Assert.Equal((1, -1), (tracks.AlbumOf(1), tracks.ArtistOf(3)));
    }

    [Fact]
    public void Malformed_playlists_are_named_or_counted()
    {
        string text = Slice.Replace("\"track_uri\": \"t:b\"}", "\"x\": 1}", StringComparison.Ordinal).Replace("11", "7", StringComparison.Ordinal);
        Assert.Contains("line 6", Assert.Throws<MusicRecException>(() => Read(text)).Message, StringComparison.Ordinal);
        var report = new ReadReport();
        var read = Read(text, new PlaylistOptions { Malformed = MalformedLines.Skip }, report);
        Assert.Equal((1, 2, 3), (read.Count, report.Skipped, report.Lines));
        foreach (string bad in new[] { "", "{}", "[]", "{\"playlists\": [", Slice + "x", Slice.Replace(":", "", StringComparison.Ordinal) })
            Assert.Contains("slice", Assert.Throws<MusicRecException>(() => Read(bad)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5", "a playlist is not an object"), InlineData("[{\"pid\": 8, \"tracks\": []}]", "a playlist is not an object")]
    [InlineData("null", "a playlist is not an object"), InlineData("{\"pid\": 8, \"tracks\": null}", "the tracks are not a list")]
    [InlineData("{\"pid\": 8, \"tracks\": {\"track_uri\": \"t:a\"}}", "the tracks are not a list")]
    [InlineData("{\"pid\": 8, \"tracks\": \"t:a\"}", "the tracks are not a list")]
    [InlineData("{\"pid\": 8, \"tracks\": [\"t:a\"]}", "a track is not an object")]
    [InlineData("{\"pid\": 8, \"tracks\": [[{\"track_uri\": \"t:a\"}], null]}", "a track is not an object")]
    public void No_playlist_or_track_of_another_form_is_dropped_silently(string playlist, string reason)
    {
        string text = $$"""
            {"playlists": [{"pid": 1, "tracks": [{"track_uri": "t:a"}]},
              {{playlist}},
              {"pid": 2, "tracks": [{"track_uri": "t:a"}]}]}
            """;
        string message = Assert.Throws<MusicRecException>(() => Read(text)).Message;
        Assert.Contains($"slice, line 2: {reason}", message, StringComparison.Ordinal);
        var report = new ReadReport();
        var read = Read(text, new PlaylistOptions { Malformed = MalformedLines.Skip }, report);
        Assert.Equal((2, 1, 3, 2), (read.Count, report.Skipped, report.Lines, report.Entries));
    }

    [Fact]
    public void Slices_of_an_archive_come_in_order_of_their_numbers()
    {
        string path = Path.Combine(Path.GetTempPath(), $"musicrec-{Guid.NewGuid():N}.zip");
        try
        {
            string One(int pid) => $$"""{"playlists": [{"pid": {{pid}}, "tracks": []}]}""";
            File.WriteAllBytes(path,
                TripletReaderTests.Zip(("data/mpd.slice.10-19.json", One(10)), ("data/mpd.slice.2-3.json", One(2)), ("README.md", "no")));
            var read = PlaylistReader.Read(path);
            Assert.Equal(["2", "10"], Enumerable.Range(0, read.Count).Select(i => read.Ids[i]));
        }
        finally { File.Delete(path); }
    }

    private static EventSequences Read(string text, PlaylistOptions? options = null, ReadReport? report = null) =>
        PlaylistReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "slice", options, report);
}
