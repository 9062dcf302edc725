using MusicRec.Audio;

namespace MusicRec.Tests.Audio;

public class StreamTests
{
    public static TheoryData<string> Framewise => FrontEnds.Framewise;

    [Theory, MemberData(nameof(Framewise))]
    public void Frames_of_a_stream_have_the_bits_of_the_whole(string name)
    {
        var frontEnd = FrontEnds.Make(name);
        foreach (int n in (int[])[0, 1, 2, 63, 127, 128, 129, 130, 255, 256, 257, 1000, 5000])
        {
            float[] samples = Draw.Floats(n, n + 1), whole = frontEnd.Transform(samples);
            foreach (int block in (int[])[1, 7, 64, 1000, 5000]) Assert.Equal(whole, Stream(frontEnd, samples, block));
        }
    }

    [Fact]
    public void Frames_come_as_soon_as_their_samples_are_there()
    {
        var stream = new StreamingFrontEnd(FrontEnds.Make("power"));
        stream.Push(new float[130]);
        Assert.Equal(1, stream.Available); // samples -128 .. 127
        stream.Push(new float[61]);
        Assert.Equal(1, stream.Available);
        stream.Push(new float[1]);
        Assert.Equal(2, stream.Available);
        Assert.Equal(1, stream.Read(new float[stream.FrontEnd.Bins + 5]));
        Assert.Equal(1, stream.Available);
        stream.Complete();
        Assert.Equal(stream.FrontEnd.FrameCount(192) - 1, stream.Available);
        Assert.Throws<InvalidOperationException>(() => stream.Push([]));
    }

    [Fact]
    public void What_needs_the_whole_clip_is_refused_and_told_why()
    {
        var error = Assert.Throws<ArgumentException>(() => new StreamingFrontEnd(FrontEnds.Make("mfcc with TopDb")));
        Assert.Contains("TopDb", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(44100, 22050), InlineData(22050, 44100), InlineData(48000, 44100)]
    [InlineData(16000, 22050), InlineData(3, 7), InlineData(44100, 44101)]
    public void A_resampled_stream_has_the_bits_of_the_whole(int from, int to)
    {
        var plan = new Resampler(from, to);
        foreach (int n in (int[])[0, 1, 31, 777, from == 44100 && to == 44101 ? 800 : 20000])
        {
            float[] samples = Draw.Floats(n, n + 2), whole = new float[plan.OutputLength(n)];
            plan.Transform(samples, whole, threads: 2);
            foreach (int block in (int[])[13, 1024, 20000])
            {
                var (stream, made, buffer) = (new StreamingResampler(plan), new List<float>(), new float[500]);
                for (int at = 0; at < n; at += block)
                {
                    stream.Push(samples.AsSpan(at, Math.Min(block, n - at)));
                    for (int count; (count = stream.Read(buffer)) > 0;) made.AddRange(buffer[..count]);
                }
                stream.Complete();
                stream.Complete();
                for (int count; (count = stream.Read(buffer)) > 0;) made.AddRange(buffer[..count]);
                Assert.Equal(whole, made);
            }
        }
    }

    [Theory]
    [InlineData(null), InlineData(22050)]
    public void A_file_read_piece_by_piece_has_the_bits_of_the_file_loaded(int? rate)
    {
        using var folder = new ScratchFolder();
        File.WriteAllBytes(folder.File("stereo.wav"), Wave(48000, 2, Draw.Floats(60_000, 5)));
        var clip = AudioFile.Load(folder.File("stereo.wav"), new() { SampleRate = rate });
        using var reader = MonoReader.Open(folder.File("stereo.wav"), rate);
        var (samples, buffer) = (new List<float>(), new float[777]);
        for (int count; (count = reader.Read(buffer)) > 0;) samples.AddRange(buffer[..count]);
        Assert.Equal(clip.SampleRate, reader.SampleRate);
        Assert.Equal(clip[0].ToArray(), samples);
    }

    private static float[] Stream(IFrontEnd frontEnd, float[] samples, int block)
    {
        var (stream, frames, buffer) = (new StreamingFrontEnd(frontEnd), new List<float>(), new float[3 * frontEnd.Bins]);
        for (int at = 0; at < samples.Length; at += block)
        {
            stream.Push(samples.AsSpan(at, Math.Min(block, samples.Length - at)));
            for (int count; (count = stream.Read(buffer)) > 0;) frames.AddRange(buffer[..(count * frontEnd.Bins)]);
        }
        stream.Complete();
        stream.Complete();
        for (int count; (count = stream.Read(buffer)) > 0;) frames.AddRange(buffer[..(count * frontEnd.Bins)]);
        return [.. frames];
    }

    /// <summary>A WAVE file of float32 samples.</summary>
    private static byte[] Wave(int rate, int channels, float[] interleaved)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        int bytes = 4 * interleaved.Length;
        writer.Write("RIFF"u8);
        writer.Write(36 + bytes);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)3);
        writer.Write((short)channels);
        writer.Write(rate);
        writer.Write(rate * channels * 4);
        writer.Write((short)(channels * 4));
        writer.Write((short)32);
        writer.Write("data"u8);
        writer.Write(bytes);
        foreach (float sample in interleaved) writer.Write(sample);
        return stream.ToArray();
    }
}
