using MusicRec.Audio;

namespace MusicRec.Tests.Audio;

public class FrontEndBatchTests
{
    [Theory]
    [InlineData("log-mel"), InlineData("mfcc"), InlineData("mfcc with TopDb"), InlineData("prime length"), InlineData("reflect")]
    public void Channels_and_clips_have_the_bits_of_one_by_one_at_any_number_of_threads(string name)
    {
        var frontEnd = FrontEnds.Make(name);
        AudioClip[] clips =
        [
            new(8000, Draw.Floats(40_000, 1)), new(8000, Channels(64, 700)), new(8000, [[]]), new(8000, new float[1]),
            new(8000, Channels(2, 20_000)),
        ];
        float[][] expected = Array.ConvertAll(clips, clip => AllChannels(frontEnd, clip));
        foreach (int threads in (int[])[1, 2, 7]) Assert.Equal(expected, frontEnd.Transform(clips, threads));
    }

    [Theory]
    [InlineData("log-mel"), InlineData("mfcc"), InlineData("mfcc with TopDb"), InlineData("prime length")]
    public void A_frame_costs_no_memory(string name)
    {
        var frontEnd = FrontEnds.Make(name);
        float[] samples = Draw.Floats(100_000, 2), frames = new float[frontEnd.FrameCount(100_000) * frontEnd.Bins];
        void Transform(int n) => frontEnd.Transform(samples.AsSpan(0, n), frames.AsSpan(0, frontEnd.FrameCount(n) * frontEnd.Bins));
        Transform(100_000); // makes the scratch memory
        Transform(10_000);
        Assert.Equal(0, Allocated.InQuietestRound(() => Transform(100_000)));
        Assert.Equal(0, Allocated.InQuietestRound(() => Transform(10_000)));
    }

    [Fact]
    public void A_frame_of_a_stream_costs_no_memory()
    {
        var stream = new StreamingFrontEnd(FrontEnds.Make("log-mel"));
        float[] samples = Draw.Floats(1000, 2), frames = new float[100 * stream.FrontEnd.Bins];
        void Blocks()
        {
            for (int block = 0; block < 20; block++)
            {
                stream.Push(samples);
                stream.Read(frames);
            }
        }
        Blocks();
        Assert.Equal(0, Allocated.InQuietestRound(Blocks));
    }

    private static float[] AllChannels(IFrontEnd frontEnd, AudioClip clip) =>
        [.. Enumerable.Range(0, clip.Channels).SelectMany(c => frontEnd.Transform(clip[c]))];

    private static float[][] Channels(int count, int length) => [.. Enumerable.Range(0, count).Select(c => Draw.Floats(length, c + 10))];
}
