using System.IO.Compression;
using System.Text;
using MusicRec.Data;

namespace MusicRec.Tests.Data;

public class TripletReaderTests
{
    private static readonly TripletOptions Skip = new() { Malformed = MalformedLines.Skip };

    [Theory]
    [InlineData("u\ta\t2\nv\tb\t3\nu\tb\t1"), InlineData("u\ta\t2\r\nv\tb\t3\r\n\r\nu\tb\t1\r\n"),
        InlineData("\uFEFFu\ta\t2.0\nv\tb\t3e0\nu\tb\t+1\n")]
    public void Line_ends_byte_order_marks_and_chunks_change_nothing(string text)
    {
        foreach (int chunk in new[] { 1, 2, 3, 7, 1 << 20 })
        {
            var data = Read(Encoding.UTF8.GetBytes(text), chunk: chunk);
            Assert.Equal([(0, 0, 2f, 0L), (0, 1, 1f, 0L), (1, 1, 3f, 0L)], InteractionsTests.Entries(data));
            Assert.Equal("b", data.ItemIds[1]);
        }
    }

    [Theory]
    [InlineData("u\ta\t1\nv b 3\n", 2, "1 fields"), InlineData("u\ta\tx\n", 1, "not a number"), InlineData("u\ta\tNaN\n", 1, "not a number")]
    [InlineData("u\ta\tInfinity\n", 1, "not a number"), InlineData("u\ta\t1e39\n", 1, "too large"), InlineData("u\ta\t-1\n", 1, "negative")]
    [InlineData("u\ta\t\n", 1, "not a number"), InlineData("\ta\t1\n", 1, "empty"),
        InlineData("u\t\t1\n", 1, "empty"), InlineData("u\ta\t1 \n", 1, "not a number")]
    public void A_malformed_line_is_named_or_counted(string text, long line, string reason)
    {
        var e = Assert.Throws<MusicRecException>(() => Read(Encoding.UTF8.GetBytes(text)));
        Assert.Contains($"plays, line {line}: ", e.Message, StringComparison.Ordinal);
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
        var report = new ReadReport();
        var data = Read(Encoding.UTF8.GetBytes(text), Skip, report);
        Assert.Equal((1, line, line - 1), (report.Skipped, report.Examples[0].Line, report.Entries));
        Assert.Equal(line - 1, data.UserIds.Count); // nothing of the bad line stays
    }

    [Fact]
    public void Skipping_without_a_report_is_refused() => Assert.Throws<ArgumentException>(() => Read("u\ta\t1"u8.ToArray(), Skip));

    [Fact]
    public void Long_lines_are_cut_in_the_message_and_passed_when_skipping()
    {
        string text = $"u\ta\t1\n{new string('x', 300_000)}\nv\tb\t2\n";
        var options = Skip with { MaxLineBytes = 100 };
        foreach (int chunk in new[] { 1000, 1 << 20 })
        {
            var report = new ReadReport();
            var data = Read(Encoding.UTF8.GetBytes(text), options, report, chunk);
            Assert.Equal((2, 1, 3), (data.Count, report.Skipped, report.Lines));
            Assert.Equal((2L, 83), (report.Examples[0].Line, report.Examples[0].Text.Length));
        }
        Assert.Equal(1, Read(Encoding.UTF8.GetBytes($"{new string('x', 300_000)}\ta\t1")).Count);
    }

    [Fact]
    public void Invalid_utf8_is_malformed_and_latin1_reads_it()
    {
        byte[] text = Encoding.Latin1.GetBytes("Björk\ta\t1\n");
        Assert.Contains("Latin", Assert.Throws<MusicRecException>(() => Read(text)).Message, StringComparison.Ordinal);
        Assert.Equal("Björk", Read(text, new TripletOptions { Encoding = TextEncoding.Latin1 }).UserIds[0]);
        Assert.Throws<MusicRecException>(() => Read(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("u\ta\t1")).ToArray()));
    }

    [Fact]
    public void Columns_separators_headers_and_times_are_as_asked()
    {
        var options = new TripletOptions
        {
            Separator = ',',
            HasHeader = true,
            ItemColumn = 0,
            UserColumn = 3,
            WeightColumn = null,
            TimeColumn = 1,
            TimeFormat = TimeFormat.Iso8601
        };
        var data = Read("item,time,x,user\na,2009-05-04T23:08:57Z,?,u\nb,2009-05-05 01:08:58.25+02:00,,u,more"u8.ToArray(), options);
        Assert.Equal([(0, 0, 1f, 1241478537L), (0, 1, 1f, 1241478538L)], InteractionsTests.Entries(data));
        Assert.Equal(3f, Read("u a 3"u8.ToArray(), TripletOptions.Audioscrobbler).WeightsOf(0)[0]);
        Assert.Equal(-3f, Read("u\ta\t-3"u8.ToArray(), new TripletOptions { AllowNegative = true }).WeightsOf(0)[0]);
        Assert.Throws<MusicRecException>(() => Read("a,2009-02-29T00:00:00Z,,u"u8.ToArray(), options with { HasHeader = false }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TripletOptions { Separator = '\n' });
    }

    [Fact]
    public void Many_ids_survive_the_growth_of_the_table()
    {
        var text = new StringBuilder();
        for (int i = 0; i < 20_000; i++) text.Append($"user-{i * 7919 % 5000}\t{i}\t1\n");
        var data = Read(Encoding.UTF8.GetBytes(text.ToString()));
        Assert.Equal((5000, 20_000), (data.Users, data.Items));
        for (int i = 0; i < 20_000; i++)
        {
            Assert.Equal(i.ToString(System.Globalization.CultureInfo.InvariantCulture), data.ItemIds[i]);
            Assert.Contains(i, data.ItemsOf(data.UserIds.IndexOf($"user-{i * 7919 % 5000}")).ToArray());
        }
    }

    [Fact]
    public void Gzip_in_members_is_read_and_no_cut_goes_unnoticed()
    {
        byte[] whole = [.. Gzip("u\ta\t2\nv\tb"u8), .. Gzip("\t3\nu\tb\t1"u8)];
        int member = Gzip("u\ta\t2\nv\tb"u8).Length;
        foreach (int chunk in new[] { 1, 1 << 20 }) Assert.Equal(3, Read(whole, chunk: chunk).Count);
        for (int length = 2; length < whole.Length; length++)
            if (length != member) Assert.Throws<MusicRecException>(() => Read(whole[..length]));
    }

    [Fact]
    public void Zip_of_one_file_is_read_and_damage_or_several_files_are_refused()
    {
        byte[] whole = Zip(("plays.tsv", "u\ta\t2\nv\tb\t3"));
        Assert.Equal(2, Read(whole).Count);
        for (int length = 4; length < whole.Length; length++) Assert.Throws<MusicRecException>(() => Read(whole[..length]));
        Assert.Contains("several", Assert.Throws<MusicRecException>(() => Read(Zip(("a", "x"), ("b", "y")))).Message, StringComparison.Ordinal);
        Assert.Throws<MusicRecException>(() => Read(Zip()));
    }

    [Fact]
    public void A_bomb_ends_at_the_limit()
    {
        byte[] bomb = Gzip(new byte[10_000_000]);
        var options = new TripletOptions { MaxDecompressedBytes = 100_000, MaxLineBytes = 1000, Malformed = MalformedLines.Skip };
        var report = new ReadReport();
        Assert.Contains("bomb", Assert.Throws<MusicRecException>(() => Read(bomb, options, report)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_can_be_cancelled_and_reports_progress()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => TripletReader.Read(new MemoryStream("u\ta\t1"u8.ToArray()), "plays", cancel: source.Token));
        var seen = new Seen();
        TripletReader.Read(new MemoryStream("u\ta\t1"u8.ToArray()), "plays", progress: seen);
        Assert.Equal(new ReadProgress(5, 5), seen.Last);
    }

    private sealed class Seen : IProgress<ReadProgress>
    {
        public ReadProgress Last { get; private set; }
        public void Report(ReadProgress value) => Last = value;
    }

    internal static byte[] Gzip(ReadOnlySpan<byte> text)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest)) gzip.Write(text);
        return buffer.ToArray();
    }

    [Fact]
    public void A_stream_that_cannot_be_read_is_closed_all_the_same()
    {
        var stream = new MemoryStream(Zip(("a", "x"), ("b", "y")));
        Assert.Throws<MusicRecException>(() => TripletReader.Read(stream, "plays"));
        Assert.False(stream.CanRead);
    }

    internal static byte[] Zip(params (string Name, string Text)[] files)
    {
        using var buffer = new MemoryStream();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create))
        {
            foreach (var (name, text) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }
        return buffer.ToArray();
    }

    private static Interactions Read(byte[] bytes, TripletOptions? options = null, ReadReport? report = null, int chunk = 1 << 20) =>
        TripletReader.Read(new SlowStream(bytes, chunk), "plays", options, report);
}
