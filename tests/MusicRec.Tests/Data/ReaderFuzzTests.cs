using System.Text;
using MusicRec.Data;
using Xunit.Abstractions;

namespace MusicRec.Tests.Data;

/// <summary>Mutated inputs: a reader either reads them or throws <see cref="MusicRecException"/>, and does not depend on how its input is
/// cut.</summary>
public class ReaderFuzzTests(ITestOutputHelper output)
{
    private const int Rounds = 42_000;

    private static readonly TripletOptions Triplets = new() { MaxDecompressedBytes = 4096, MaxLineBytes = 200 };

    [Fact]
    public void Mutated_triplets() => Fuzz("u1\ta1\t12\r\nu2\té2\t3.5e1\nu1\ta1\t7\n\n"u8.ToArray(), (stream, report) =>
        InteractionsTests.Entries(TripletReader.Read(stream, "x",
            report is null ? Triplets : Triplets with { Malformed = MalformedLines.Skip }, report)).Length);

    [Fact]
    public void Mutated_listens()
    {
        var options = new ListenOptions { MaxDecompressedBytes = 4096, MaxLineBytes = 200 };
        Fuzz("u\t2009-05-04T23:08:57Z\tA\tB\tT\tX\nv\t2009-05-04 00:00:00.5+01:00\t\tAr\t\tO\n"u8.ToArray(), (stream, report) =>
            ListenReader.Read(stream, "x", report is null ? options : options with { Malformed = MalformedLines.Skip }, report)
                .ToInteractions().Count);
    }

    [Fact]
    public void Mutated_sessions()
    {
        var options = new SessionOptions { MaxDecompressedBytes = 4096, MaxLineBytes = 200, StartsWithId = true };
        Fuzz("s1 1 2 3 1\ns2 4\r\ns3 1  2 \n"u8.ToArray(), (stream, report) =>
            SessionReader.Read(stream, "x", report is null ? options : options with { Malformed = MalformedLines.Skip }, report).EventCount);
    }

    [Fact]
    public void Mutated_playlists()
    {
        var options = new PlaylistOptions { MaxDecompressedBytes = 4096, MaxLineBytes = 200 };
        byte[] seed = Encoding.UTF8.GetBytes(
            """{"info":{},"playlists":[{"name":"a\u00e9","pid":1,"tracks":[{"pos":0,"track_uri":"t"}]},{"pid":2,"tracks":[]}]}""");
        Fuzz(seed, (stream, report) =>
            PlaylistReader.Read(stream, "x", report is null ? options : options with { Malformed = MalformedLines.Skip }, report).EventCount);
    }

    [Fact]
    public void Mutated_archives()
    {
        byte[] text = "u1\ta1\t12\nu2\ta2\t3\n"u8.ToArray();
        Fuzz(TripletReaderTests.Gzip(text), Archive, Rounds / 2);
        Fuzz(TripletReaderTests.Zip(("a", "u1\ta1\t12\nu2\ta2\t3\n")), Archive, Rounds / 2);

        static long Archive(Stream stream, ReadReport? report) =>
            TripletReader.Read(stream, "x", report is null ? Triplets : Triplets with { Malformed = MalformedLines.Skip }, report).Count;
    }

    [Fact]
    public void Mutated_interactions_files()
    {
        using var file = new MemoryStream();
        Plays.Random(users: 7, items: 5, entries: 30, seed: 3).Save(file);
        Fuzz(file.ToArray(), (stream, _) =>
        {
            var data = Interactions.Load(stream);
            return data.Entries().Sum(entry => (long)entry.User + entry.Item);
        }, Rounds / 4);
    }

    private void Fuzz(byte[] seed, Func<Stream, ReadReport?, long> read, int rounds = Rounds)
    {
        var random = new Random(20);
        int accepted = 0;
        for (int round = 0; round < rounds; round++)
        {
            byte[] input = Mutate(seed, random);
            var report = round % 2 == 0 ? null : new ReadReport();
            long whole = Try(new MemoryStream(input), report);
            if (whole >= 0) accepted++;
            if (round % 8 == 0) Assert.Equal(whole, Try(new SlowStream(input, 1 + random.Next(3)), report is null ? null : new ReadReport()));
        }
        output.WriteLine($"{rounds} mutated inputs, {accepted} of them read");
        Assert.InRange(accepted, 1, rounds - 1);

        long Try(Stream stream, ReadReport? report)
        {
            try { return read(stream, report); }
            catch (MusicRecException) { return -1; }
        }
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        var bytes = new List<byte>(seed);
        ReadOnlySpan<byte> special = "\t\r\n \0-+.eE9N\"{}[],:\\\xFF\xFE\xEF"u8;
        for (int n = 1 + random.Next(4); n > 0; n--)
        {
            int at = random.Next(bytes.Count + 1);
            int count = Math.Min(random.Next(12), bytes.Count - at);
            switch (random.Next(6))
            {
                case 0: bytes.RemoveRange(at, count); break;
                case 1: bytes.InsertRange(at, bytes.GetRange(at, count)); break;
                case 2: bytes.Insert(at, special[random.Next(special.Length)]); break;
                case 3 when at < bytes.Count: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 4 when at < bytes.Count: bytes[at] = (byte)random.Next(256); break;
                case 5 when random.Next(8) == 0: bytes.RemoveRange(at, bytes.Count - at); break;
            }
        }
        return [.. bytes];
    }
}
