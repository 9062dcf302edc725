using System.Text;
using MusicRec.Numerics;

namespace MusicRec.Tests.Numerics;

public class SafeTensorsTests
{
    [Theory]
    [InlineData("[]", 0), InlineData("{", 0), InlineData("{\"a\":1}", 0), InlineData("{\"a\":{\"dtype\":\"F32\"}}", 0)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 7)] // cut short
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 9)] // a byte too many
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}", 8)] // the shape does not fit
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}", 8)]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[9000000000,9000000000,4],\"data_offsets\":[0,8]}}", 8)] // overflows
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}", 12)] // a gap
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]}}", 8)]
    [InlineData("{\"a\":{\"dtype\":\"BF16\",\"shape\":[4],\"data_offsets\":[0,8]}}", 8)]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]}}", 2)]
    [InlineData("{\"__metadata__\":{\"a\":1}}", 0)]
    public void A_malformed_file_is_refused(string header, int data) => Assert.Throws<MusicRecException>(() => SafeTensors.Read(File(header, data)));

    [Fact]
    public void A_header_longer_than_the_file_is_refused_before_it_is_allocated()
    {
        byte[] bytes = [.. BitConverter.GetBytes(90_000_000L), (byte)'{', (byte)'}'];
        Assert.Throws<MusicRecException>(() => SafeTensors.Read(new MemoryStream(bytes)));
    }

    [Theory]
    [InlineData("[0,4294967296]"), InlineData("[0,0]"), InlineData("[4294967296,0]"),
        InlineData("[0,2147483647]"), InlineData("[9223372036854775807,0]")]
    public void An_empty_tensor_that_is_no_matrix_is_refused(string shape)
    {
        string header = "{\"__metadata__\":{\"musicrec.kind\":\"test\",\"musicrec.version\":\"1\"},\"a\":{\"dtype\":\"F32\",\"shape\":"
            + shape + ",\"data_offsets\":[0,0]}}";
        Assert.Throws<MusicRecException>(() => ModelFile.Read(File(header, 0), "test").GetMatrix("a"));
    }

    [Fact]
    public void A_stream_that_cannot_seek_is_read_too()
    {
        var file = new ModelFile("test");
        file.Add("a", [1f, 2f], 1, 2);
        using var bytes = new MemoryStream();
        file.Write(bytes);
        using var compressed = new MemoryStream();
        using (var zip = new System.IO.Compression.GZipStream(compressed,
            System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true)) zip.Write(bytes.ToArray());
        compressed.Position = 0;
        using var read = new System.IO.Compression.GZipStream(compressed, System.IO.Compression.CompressionMode.Decompress);
        Assert.Equal([1f, 2f], ModelFile.Read(read, "test").GetMatrix("a")[0].ToArray());
    }

    [Fact]
    public void Any_flipped_bytes_are_read_or_refused_as_documented()
    {
        byte[] whole = File("{\"__metadata__\":{\"k\":\"v\"},\"a\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]}," +
            "\"b\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[24,32]}}", 32).ToArray();
        var random = new CounterRandom(1, 2);
        int refused = 0;
        for (ulong round = 0; round < 5_000; round++)
        {
            byte[] damaged = [.. whole];
            for (ulong flip = 0; flip <= round % 3; flip++)
                damaged[random.Below(8 * round + 2 * flip, whole.Length)] = (byte)random.Bits(8 * round + 2 * flip + 1);
            try { SafeTensors.Read(new MemoryStream(damaged)); }
            catch (MusicRecException) { refused++; }
        }
        Assert.InRange(refused, 1_000, 4_999);
    }

    private static MemoryStream File(string header, int data) =>
        new([.. BitConverter.GetBytes((long)Encoding.UTF8.GetByteCount(header)), .. Encoding.UTF8.GetBytes(header), .. new byte[data]]);
}
