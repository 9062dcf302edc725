using System.Runtime.InteropServices;
using MusicRec.Audio;
using MusicRec.Numerics;
using Xunit.Abstractions;

namespace MusicRec.Tests.Audio;

public class WavReaderTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_encoding_gives_its_values()
    {
        Check(WavBytes.Make([0, 128, 255, 64], bits: 8), [-1, 0, 127 / 128f, -0.5f]);
        Check(WavBytes.Make(Bytes<short>([short.MinValue, -1, 0, short.MaxValue])), [-1, -1 / 32768f, 0, 32767 / 32768f]);
        Check(WavBytes.Make([0, 0, 0x80, 0xFF, 0xFF, 0x7F, 0, 0, 0x40], bits: 24), [-1, 8388607 / 8388608f, 0.5f]);
        Check(WavBytes.Make(Bytes([int.MinValue, 1 << 30]), bits: 32), [-1, 0.5f]);
        Check(WavBytes.Make(Bytes([1.5f, -2f]), bits: 32, tag: WavBytes.Float), [1.5f, -2]);
        Check(WavBytes.Make(Bytes([0.1, -1e-3]), bits: 64, tag: WavBytes.Float), [0.1f, -1e-3f]);
        Check(WavBytes.Make(Bytes([0.25f]), bits: 32, tag: WavBytes.Extensible, subTag: WavBytes.Float), [0.25f]);
        Check(WavBytes.Make(Bytes([1 << 30]), bits: 24, tag: WavBytes.Extensible, container: 4), [0.5f]); // 24 bits at the top of 32
    }

    [Fact]
    public void Channels_are_read_in_frames_whatever_the_size_of_the_pieces()
    {
        short[] samples = [.. Enumerable.Range(0, 64 * 100).Select(i => (short)(i * 37))];
        byte[] file = WavBytes.Make(Bytes(samples), rate: 768_000, channels: 64);
        foreach (int frames in new[] { 1, 7, 100, 1000 })
        {
            using var reader = new WavReader(new MemoryStream(file));
            Assert.Equal((768_000, 64, 100L), (reader.SampleRate, reader.Channels, reader.DeclaredFrames));
            var read = new List<float>();
            var piece = new float[frames * 64 + 63];
            for (int got; (got = reader.Read(piece)) > 0;) read.AddRange(piece[..(got * 64)]);
            Assert.Equal(samples.Select(s => s / 32768f), read);
            Assert.False(reader.Truncated);
        }
    }

    [Fact]
    public void The_wide_header_gives_the_length_beyond_32_bits()
    {
        byte[] wide = WavBytes.Chunk("ds64"u8, [.. new byte[8], 4, 0, 0, 0, 0, 0, 0, 0, .. new byte[12]]);
        byte[] plain = WavBytes.Make(Bytes<short>([1, 2, 3]), declared: uint.MaxValue);
        byte[] file = [.. "RF64"u8, .. plain[4..12], .. wide, .. plain[12..]];
        Assert.Equal([1 / 32768f, 2 / 32768f], Read(file, out bool truncated)); // the third sample lies behind the data chunk
        Assert.False(truncated);
    }

    [Theory]
    [InlineData(0u), InlineData(uint.MaxValue)]
    public void A_stream_of_unknown_length_is_read_to_its_end(uint declared)
    {
        Assert.Equal(3, Read(WavBytes.Make(Bytes<short>([1, 2, 3]), declared: declared), out bool truncated).Length);
        Assert.False(truncated);
    }

    [Fact]
    public void An_empty_data_chunk_before_another_chunk_holds_no_samples()
    {
        byte[] list = WavBytes.Chunk("LIST"u8, [.. "INFOISFT"u8, .. WavBytes.Number(14), .. "an encoder 1.0"u8]);
        byte[] file = [.. WavBytes.Make([]), .. list];
        WavBytes.Number((uint)file.Length - 8).CopyTo(file, 4);
        Assert.Empty(Read(file, out bool truncated));
        Assert.False(truncated);
        WavBytes.Number(36).CopyTo(file, 4); // a recorder that was killed leaves the lengths of the empty file
        Assert.Equal(list.Length / 2, Read(file, out _).Length);
    }

    [Fact]
    public void A_chunk_of_the_largest_size_is_passed_over_to_the_end()
    {
        byte[] plain = WavBytes.Make(Bytes<short>([1, 2, 3]));
        Refused([.. plain[..12], .. "JUNK"u8, .. WavBytes.Number(uint.MaxValue), .. plain[12..]], "no format chunk");
    }

    [Fact]
    public void A_file_cut_short_is_read_as_far_as_it_goes_and_told()
    {
        byte[] file = WavBytes.Make(Bytes([.. Enumerable.Range(0, 1000).Select(i => (short)i)]), channels: 2);
        for (int bytes = file.Length - 2000; bytes < file.Length; bytes++)
        {
            Assert.Equal((bytes - (file.Length - 2000)) / 4 * 2, Read(file[..bytes], out bool truncated).Length);
            Assert.True(truncated);
        }
    }

    [Fact]
    public void No_samples_are_a_sound_of_length_zero() => Assert.Empty(Read(WavBytes.Make([]), out _));

    [Fact]
    public void What_cannot_be_read_is_named()
    {
        Refused([], "RIFF");
        Refused("RIFFabcdAVI "u8.ToArray(), "RIFF");
        Refused(WavBytes.Make([], bits: 12), "12 bits");
        Refused(WavBytes.Make([], tag: 85), "encoding 85");
        Refused(WavBytes.Make([], channels: 0), "0 channels");
        Refused(WavBytes.Make([], channels: 300), "300 channels");
        Refused(WavBytes.Make([], rate: 0), "0 Hz");
        Refused(WavBytes.Make([], rate: -1), "4294967295 Hz");
        Refused([.. "RIFF0000WAVE"u8, .. "data"u8, .. WavBytes.Number(4)], "before its format");
        Refused([.. "RIFF0000WAVE"u8, .. WavBytes.Chunk("fmt "u8, [1, 0])], "2 bytes");
        Refused([.. "RIFF0000WAVE"u8], "no format chunk");
        Refused(WavBytes.Make([])[..^8], "no data chunk");
    }

    [Fact]
    public void Mutated_headers_are_read_or_refused()
    {
        byte[][] seeds =
        [
            WavBytes.Make(Bytes([.. Enumerable.Range(0, 40).Select(i => (short)i)]), channels: 2),
            WavBytes.Make(Bytes([.. Enumerable.Range(0, 20).Select(i => 0.1f * i)]), bits: 32, tag: WavBytes.Extensible, subTag: WavBytes.Float),
        ];
        var random = new CounterRandom(17, 0);
        var buffer = new float[256 * 4];
        int read = 0, refused = 0;
        for (ulong round = 0; round < 120_000; round++)
        {
            byte[] file = [.. seeds[round % 2]];
            for (ulong flip = 0; flip <= round % 5; flip++)
            {
                int at = random.Below(16 * round + 2 * flip, Math.Min(file.Length, 90));
                file[at] = (byte)random.Bits(16 * round + 2 * flip + 1);
            }
            if (round % 7 == 0) file = file[..random.Below(16 * round + 15, file.Length)];
            try
            {
                using var reader = new WavReader(new MemoryStream(file));
                for (int got; (got = reader.Read(buffer)) > 0;) Assert.InRange(got, 1, buffer.Length / reader.Channels);
                read++;
            }
            catch (MusicRecException)
            {
                refused++;
            }
        }
        output.WriteLine($"{read} of 120000 read, {refused} refused");
        Assert.True(read > 10_000 && refused > 10_000);
    }

    private static void Check(byte[] file, float[] expected) => Assert.Equal(expected, Read(file, out _));

    private static void Refused(byte[] file, string reason) =>
        Assert.Contains(reason, Assert.Throws<MusicRecException>(() => new WavReader(new MemoryStream(file))).Message, StringComparison.Ordinal);

    private static float[] Read(byte[] file, out bool truncated)
    {
        using var reader = new WavReader(new MemoryStream(file));
        var samples = new float[10_000 * reader.Channels];
        int frames = reader.Read(samples);
        Assert.Equal(0, reader.Read(samples.AsSpan(frames * reader.Channels)));
        truncated = reader.Truncated;
        return samples[..(frames * reader.Channels)];
    }

    private static byte[] Bytes<T>(T[] values) where T : unmanaged => MemoryMarshal.AsBytes<T>(values).ToArray();
}
