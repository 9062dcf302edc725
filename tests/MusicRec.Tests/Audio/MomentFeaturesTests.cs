using MusicRec.Audio;

namespace MusicRec.Tests.Audio;

public class MomentFeaturesTests
{
    [Fact]
    public void A_worked_example()
    {
        // frames (1, 10), (3, 14), (8, 12): means 4 and 12, offsets (-3, -2), (-1, 2), (4, 0), changes (2, 4), (5, -2)
        float[] row = new MomentFeatures(new Given([1, 10, 3, 14, 8, 12], 2), "given", 2).Compute(new float[3]);
        double[] expected = [4, 12, Math.Sqrt(26 / 3.0), Math.Sqrt(8 / 3.0), Math.Sqrt(29 / 2.0), Math.Sqrt(20 / 2.0), 4 / 3.0];
        Assert.Equal(expected.Select(x => (float)x), row);
    }

    [Fact]
    public void A_single_frame_neither_deviates_nor_changes() =>
        Assert.Equal([5, 7, 0, 0, 0, 0], new MomentFeatures(new Given([5, 7], 2), "given").Compute(new float[1]));

    [Fact]
    public void No_frame_gives_no_row() => Assert.Empty(new MomentFeatures(new Given([], 2), "given").Compute([]));

    [Fact]
    public void Covariances_are_of_bins_that_there_are()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new MomentFeatures(new Given([], 2), "given", 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MomentFeatures(new Given([], 2), "given", -1));
    }

    [Fact]
    public void What_decides_the_row_is_told()
    {
        string Told(int covariances) => new MomentFeatures(new Given([], 4), "given", covariances).Configuration;
        Assert.NotEqual(Told(2), Told(3));
        Assert.Contains("given", Told(2), StringComparison.Ordinal);
    }

    private sealed class Given(float[] frames, int bins) : IFrontEnd
    {
        public int SampleRate => 1;
        public int Bins => bins;
        public int HopLength => 1;
        public int FrameCount(int samples) => samples;
        public void Transform(ReadOnlySpan<float> samples, Span<float> output) => frames.CopyTo(output);
    }
}
