using System.IO.Compression;
using System.Text;
using MusicRec.Audio;
using MusicRec.Data;
using MusicRec.Encoders;
using MusicRec.Numerics;

namespace MusicRec.Tests.Data;

/// <summary>The files around the Million Song Dataset, small ones of the true form.</summary>
public sealed class MillionSongTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("musicrec-msd-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Songs_have_their_tracks_without_the_pairs_that_are_wrong()
    {
        string map = Text("taste_profile_song_to_tracks.txt",
            "SOAAADD12AB018A9DD\tTRNCENP12903C9EF3A\r\nSOAAADE12A6D4F80CC\tTRSKKFK128F148B615\tTRZZZZZ128F0000001\nSOAAADF12A8C13DF62\n");
        string wrong = Text("sid_mismatches.txt",
            "ERROR: <SOAAADE12A6D4F80CC TRSKKFK128F148B615> Digital Underground  -  The Way We Swing  !=  Linkwood  -  Whats up\n");
        var songs = SongTracks.Read(map, wrong);
        Assert.Equal(["SOAAADD12AB018A9DD", "SOAAADE12A6D4F80CC"], songs.Songs.Order());
        Assert.Equal(["TRZZZZZ128F0000001"], songs["SOAAADE12A6D4F80CC"]);
        Assert.Empty(songs["SOAAADF12A8C13DF62"]); // the file lists songs without tracks too
        Assert.Equal(1, songs.Mismatches);
        Assert.Equal(["TRSKKFK128F148B615", "TRZZZZZ128F0000001"], SongTracks.Read(map)["SOAAADE12A6D4F80CC"]);

        string unique = Text("unique_tracks.txt", "TRMMMYQ128F932D901<SEP>SOQMMHC12AB0180CB8<SEP>Faster Pussy cat<SEP>Silent Night\n" +
            "TRMMMKD128F425225D<SEP>SOVFVAK12A8C1350D9<SEP>Karkkiautomaatti<SEP>Tanssi vaan\n");
        Assert.Equal(["TRMMMKD128F425225D"], SongTracks.Read(unique)["SOVFVAK12A8C1350D9"]);
    }

    [Fact]
    public void Malformed_lines_are_told_or_counted()
    {
        string map = Text("map.txt", "SOA\tTRA\n\tTRB\nTRC<SEP>\nSOD\tTRD\n");
        Assert.Contains("map.txt, line 3", Assert.Throws<MusicRecException>(() => SongTracks.Read(map)).Message);
        var report = new ReadReport();
        var songs = SongTracks.Read(map, options: new() { Malformed = MalformedLines.Skip }, report: report);
        Assert.Equal(["SOA", "SOD"], songs.Songs.Order());
        Assert.Equal(1, report.Skipped);
        string wrong = Text("wrong.txt", "ERROR: SOA TRA\n");
        Assert.Contains("wrong.txt, line 1", Assert.Throws<MusicRecException>(() => SongTracks.Read(map, wrong)).Message);
        string numbers = Text("numbers.txt", "TRA\t1\nTRA\t2\n");
        Assert.Contains("line 2", Assert.Throws<MusicRecException>(() => PreviewNumbers.Read(numbers)).Message);
        Assert.Contains("line 1", Assert.Throws<MusicRecException>(() => PreviewNumbers.Read(Text("n.txt", "TRA\n"))).Message);
    }

    [Fact]
    public void Previews_in_folders_of_numbers_become_the_sound_of_tracks()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "clips", "1", "2"));
        foreach (string name in new[] { "1/2/1234567.clip.wav", "98765.clip.wav", "55.clip.wav" })
            Wave(Path.Combine(_folder, "clips", name));
        string numbers = Text("numbers.txt", "TRAAA\t1234567\nTRBBB\t98765\nTRCCC\t98765\nTRDDD\t4\n");
        var files = SoundFile.Named(SoundFile.InFolder(Path.Combine(_folder, "clips")), PreviewNumbers.Read(numbers));
        Assert.Equal(["TRAAA", "TRBBB", "TRCCC"], files.Select(file => file.Id));
        Assert.Equal("1234567.clip.wav", Path.GetFileName(files[0].Path));
        Assert.Equal(files[1].Path, files[2].Path);
        var sound = AudioItems.FromFiles(new IdMap(["TRCCC", "TRDDD", "TRAAA"]), files);
        Assert.Equal(400, sound.Load(0).Length);
        Assert.Contains("TRDDD", Assert.Throws<MusicRecException>(() => sound.Load(1)).Message);
        Assert.Equal("TRBBB", Assert.Single(sound.Unknown).Id);
    }

    [Fact]
    public void Tags_of_a_folder_and_of_an_archive_are_tracks_by_tags()
    {
        string tags = Path.Combine(_folder, "lastfm_train");
        Directory.CreateDirectory(Path.Combine(tags, "A", "B"));
        File.WriteAllText(Path.Combine(tags, "A", "B", "TRAAB.json"), """
            {"artist": "Adam Ant", "timestamp": "2011-08-07 14:50:00.0", "similars": [["TRX", 0.98]],
             "tags": [["new wave", "100"], ["80s", "57"], ["new wave", "3"], ["caf\u00e9", 12.5]], "track_id": "TRAAB", "title": "Something"}
            """);
        File.WriteAllText(Path.Combine(tags, "A", "TRAAC.json"), """{"tags": [], "track_id": "TRAAC"}""");
        File.WriteAllText(Path.Combine(tags, "readme.txt"), "not of the data");
        string zip = Path.Combine(_folder, "lastfm_train.zip");
        ZipFile.CreateFromDirectory(tags, zip);
        foreach (string path in new[] { tags, zip })
        {
            var read = LastFmTagReader.Read(path);
            Assert.Equal(2, read.Users);
            int track = read.UserIds.IndexOf("TRAAB");
            var found = read.ItemsOf(track).ToArray().Select(tag => read.ItemIds[tag]).Zip(read.WeightsOf(track).ToArray());
            Assert.Equal([("80s", 57f), ("café", 12.5f), ("new wave", 100f)], found.OrderBy(pair => pair.First, StringComparer.Ordinal));
            Assert.Equal(0, read.ItemsOf(read.UserIds.IndexOf("TRAAC")).Length);
        }
    }

    [Theory]
    [InlineData("[1]"), InlineData("{\"track_id\": 5}"), InlineData("{\"track_id\": \"T\", \"tags\": 3}"), InlineData("")]
    [InlineData("{\"track_id\": \"T\", \"tags\": [[\"a\"]]}"), InlineData("{\"track_id\": \"T\", \"tags\": [[\"a\", \"-1\"]]}")]
    [InlineData("{\"track_id\": \"T\""), InlineData("{\"track_id\": \"\\ud800\"}")]
    public void A_file_that_is_no_track_is_told_or_counted(string text)
    {
        string folder = Path.Combine(_folder, "tags");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "a.json"), text);
        File.WriteAllText(Path.Combine(folder, "b.json"), """{"track_id": "TRB", "tags": [["rock", "1"]]}""");
        Assert.Contains("a.json", Assert.Throws<MusicRecException>(() => LastFmTagReader.Read(folder)).Message);
        var report = new ReadReport();
        var read = LastFmTagReader.Read(folder, new() { Malformed = MalformedLines.Skip }, report);
        Assert.Equal(("TRB", 1), (read.UserIds[0], read.Users));
        Assert.Equal((1, 1), ((int)report.Skipped, (int)report.Entries));
    }

    [Fact]
    public void Folders_without_tags_and_files_too_long_are_refused()
    {
        Assert.Contains("json", Assert.Throws<MusicRecException>(() => LastFmTagReader.Read(_folder)).Message);
        File.WriteAllText(Path.Combine(_folder, "a.json"), new string(' ', 300));
        Assert.Contains("longer", Assert.Throws<MusicRecException>(() => LastFmTagReader.Read(_folder, new() { MaxLineBytes = 200 })).Message);
    }

    [Fact]
    public void Factors_come_with_the_ids_of_their_rows()
    {
        string matrix = Path.Combine(_folder, "item_factors.npy");
        File.WriteAllBytes(matrix, Npy("'<f8'", "False", "(2, 3)", [1, 2, 3, 4, 5, 6], 8));
        string ids = Text("items_index.tsv", "ARA\tfirst\nARB\tsecond\n");
        var table = FactorTable.Read(matrix, ids);
        Assert.Equal([4f, 5f, 6f], table.Values[table.Ids.IndexOf("ARB")].ToArray());
        var (values, known) = table.Of(new IdMap(["ARX", "ARB"]));
        Assert.Equal([false, true], known);
        Assert.Equal([0f, 0f, 0f], values[0].ToArray());
        Assert.Equal([4f, 5f, 6f], values[1].ToArray());
        Assert.Contains("2 rows", Assert.Throws<MusicRecException>(() => FactorTable.Read(matrix, Text("one.tsv", "ARA\n"))).Message);
        Assert.Contains("line 2", Assert.Throws<MusicRecException>(() => FactorTable.Read(matrix, Text("twice.tsv", "ARA\nARA\n"))).Message);
    }

    [Theory]
    [InlineData("'<f4'", "False", "(2, 3)", 4, 1), InlineData("'<f8'", "False", "(2, 3)", 8, 2), InlineData("'>f4'", "False", "(2, 3,)", 4, 1)]
    [InlineData("'<f4'", "True", "(3, 2)", 4, 3)]
    public void A_matrix_of_numpy_is_read(string type, string fortran, string shape, int size, int version)
    {
        byte[] file = Npy(type, fortran, shape, [1, 2, 3, 4, 5, 6], size, version);
        var matrix = NpyReader.ReadMatrix(new MemoryStream(file), "m");
        float[] expected = fortran == "True" ? [1, 4, 2, 5, 3, 6] : [1, 2, 3, 4, 5, 6];
        Assert.Equal(expected, Enumerable.Range(0, matrix.Rows).SelectMany(r => matrix[r].ToArray()));
        var slow = NpyReader.ReadMatrix(new OneWay(file), "m"); // no length is known
        Assert.Equal(expected, Enumerable.Range(0, slow.Rows).SelectMany(r => slow[r].ToArray()));
        for (int length = 0; length < file.Length; length++)
            Assert.Throws<MusicRecException>(() => NpyReader.ReadMatrix(new MemoryStream(file, 0, length), "m"));
    }

    [Fact]
    public void A_vector_is_a_column_and_other_files_of_numpy_are_refused()
    {
        Assert.Equal(6, NpyReader.ReadMatrix(new MemoryStream(Npy("'<f4'", "False", "(6,)", [1, 2, 3, 4, 5, 6], 4)), "m").Rows);
        foreach (var (type, shape) in new[] { ("'<i4'", "(2, 3)"), ("'|O'", "(2, 3)"), ("'<f4'", "(1, 2, 3)"), ("'<f4'", "()"), ("'<f4'", "(6, 0)"),
            ("'<f4'", "(2000000000, 2000000000)"), ("'<f4'", "(99999999999, 1)") })
            Assert.Throws<MusicRecException>(() => NpyReader.ReadMatrix(new MemoryStream(Npy(type, "False", shape, [1, 2, 3, 4, 5, 6], 4)), "m"));
        Assert.Throws<MusicRecException>(() => NpyReader.ReadMatrix(new MemoryStream(Npy("'<f4'", "False", "(1, 1)", [float.NaN], 4)), "m"));
        var random = new CounterRandom(1, 1);
        byte[] whole = Npy("'<f4'", "False", "(2, 3)", [1, 2, 3, 4, 5, 6], 4);
        for (int round = 0; round < 2000; round++)
        {
            byte[] damaged = [.. whole];
            damaged[random.Below(2 * (ulong)round, damaged.Length)] ^= (byte)(1 << random.Below(2 * (ulong)round + 1, 8));
            try
            {
                NpyReader.ReadMatrix(new MemoryStream(damaged), "m");
            }
            catch (MusicRecException)
            {
                // refused with the documented exception
            }
        }
    }

    private sealed class OneWay(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }

    private string Text(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static byte[] Npy(string type, string fortran, string shape, float[] values, int size, int version = 1)
    {
        byte[] header = Encoding.ASCII.GetBytes($"{{'descr': {type}, 'fortran_order': {fortran}, 'shape': {shape}, }}\n");
        byte[] length = version == 1 ? BitConverter.GetBytes((ushort)header.Length) : BitConverter.GetBytes((uint)header.Length);
        IEnumerable<byte> Bytes(float v)
        {
            byte[] little = size == 4 ? BitConverter.GetBytes(v) : BitConverter.GetBytes((double)v);
            return type[1] == '>' ? little.Reverse() : little;
        }
        return [0x93, .. "NUMPY"u8, (byte)version, 0, .. length, .. header, .. values.SelectMany(Bytes)];
    }

    // 400 samples of 16 bits at 8 kHz.
    private static void Wave(string path)
    {
        using var file = new BinaryWriter(File.Create(path));
        file.Write("RIFF"u8);
        file.Write(36 + 800);
        file.Write("WAVEfmt "u8);
        file.Write(16);
        file.Write((short)1);
        file.Write((short)1);
        file.Write(8000);
        file.Write(16000);
        file.Write((short)2);
        file.Write((short)16);
        file.Write("data"u8);
        file.Write(800);
        for (int i = 0; i < 400; i++) file.Write((short)(1000 * Math.Sin(i)));
    }
}
