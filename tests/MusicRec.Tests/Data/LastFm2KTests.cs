using System.IO.Compression;
using System.Text;
using MusicRec.Data;

namespace MusicRec.Tests.Data;

public class LastFm2KTests
{
    [Fact]
    public void A_small_archive_of_the_true_form_is_read_whole()
    {
        string path = Path.Combine(Path.GetTempPath(), $"musicrec-{Guid.NewGuid():N}.zip");
        try
        {
            File.WriteAllBytes(path, Archive());
            int told = 0;
            var data = LastFm2K.Read(path, progress: new Counter(() => told++));
            Assert.True(told >= 5); // at least once a file
            Assert.Equal([(0, 0, 13883f, 0L), (1, 0, 5f, 0L), (1, 1, 7f, 0L)], InteractionsTests.Entries(data.Plays));
            Assert.Equal(["Sigur Rós", "Diary of Dreams", ""], data.Artists.Select(a => a.Name));
            Assert.Equal("http://x/2.jpg", data.Artists[0].PictureUrl);
            Assert.Equal(["metal", "música"], data.Tags);
            Assert.Equal([new LastFmTagging(0, 0, 1, 1238536800), new LastFmTagging(1, 2, 0, -428720400)], data.Taggings);
            Assert.Equal([(0, 1), (1, 0)], data.Friends);
            Assert.Equal("99", data.ArtistIds[2]);
        }
        finally { File.Delete(path); }
    }

    private const string HetRec = "data/hetrec2011-lastfm-2k/hetrec2011-lastfm-2k.zip",
        Triplets = "data/msd-tasteprofile-sample/train_triplets_sample.tsv.gz", Sessions = "data/nowplaying-sessions/test-sessions.txt.gz";

    [SharedFact(HetRec)]
    public void The_public_archive_has_its_known_counts()
    {
        string path = SharedFolder.File(HetRec.Split('/'))!;
        var report = new ReadReport();
        var data = LastFm2K.Read(path, null, report);
        Assert.Equal((92834L, 1892, 17632), (data.Plays.Count, data.Plays.Users, data.Plays.Items));
        Assert.Equal((186_479, 25_434, 11_946), (data.Taggings.Count, data.Friends.Count, data.TagIds.Count));
        Assert.Equal(92834 + 17632 + 11946 + 186479 + 25434, report.Entries);
        Assert.Equal(69_183_975, Enumerable.Range(0, 1892).Sum(u => data.Plays.WeightsOf(u).ToArray().Sum(w => (double)w)));
        Assert.DoesNotContain("", data.Artists.Take(17632).Select(a => a.Name));
    }

    [SharedFact(Triplets, Sessions)]
    public void Public_samples_of_other_sets_have_their_known_counts()
    {
        string sessions = SharedFolder.File(Sessions.Split('/'))!;
        var plays = TripletReader.Read(SharedFolder.File(Triplets.Split('/'))!, TripletOptions.TasteProfile);
        Assert.Equal((10_000L, 173, 7849), (plays.Count, plays.Users, plays.Items));
        var read = SessionReader.Read(sessions);
        Assert.Equal((14_479, 104_303L, 31_330), (read.Count, read.EventCount, read.Items));
    }

    private sealed class Counter(Action count) : IProgress<ReadProgress>
    {
        public void Report(ReadProgress value) => count();
    }

    private static byte[] Archive()
    {
        using var buffer = new MemoryStream();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create))
        {
            Add(zip, "user_artists.dat", "userID\tartistID\tweight\r\n2\t51\t13883\r\n3\t52\t7\r\n3\t51\t5\r\n", Encoding.UTF8);
            Add(zip, "artists.dat",
                "id\tname\turl\tpictureURL\n51\tSigur Rós\thttp://x\thttp://x/2.jpg\n52\tDiary of Dreams\thttp://y\t\n", Encoding.UTF8);
            Add(zip, "tags.dat", "tagID\ttagValue\r\n1\tmetal\r\n13\tmúsica\r\n", Encoding.Latin1);
            Add(zip, "user_taggedartists-timestamps.dat",
                "userID\tartistID\ttagID\ttimestamp\r\n2\t51\t13\t1238536800000\r\n3\t99\t1\t-428720400000\r\n", Encoding.UTF8);
            Add(zip, "user_friends.dat", "userID\tfriendID\r\n2\t3\r\n3\t2\r\n", Encoding.UTF8);
            Add(zip, "readme.txt", "terms", Encoding.Latin1);
        }
        return buffer.ToArray();
    }

    private static void Add(ZipArchive zip, string name, string text, Encoding encoding)
    {
        using var entry = zip.CreateEntry(name).Open();
        entry.Write(encoding.GetBytes(text));
    }
}
