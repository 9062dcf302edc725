using MusicRec.Audio;
using MusicRec.Numerics;

namespace MusicRec.Tests.Audio;

public class PaperFeaturesTests
{
    [Theory]
    [InlineData(22_050), InlineData(44_100)]
    public void Wang_sees_166_by_120_values_in_5_seconds(int rate)
    {
        var patches = new PatchFeatures(new WangFrames(rate), length: 166);
        float[] values = patches.Compute(Draw.Floats(5 * rate, seed: 1));
        Assert.Equal((166 * 120, 166 * 120), (patches.Columns, values.Length));
        Assert.All(values, value => Assert.True(value > 0)); // no band is empty
    }

    [Fact]
    public void Wang_s_windows_see_their_own_30_ms_only()
    {
        var frames = new WangFrames(8000);
        float[] samples = new float[5 * frames.WindowLength + 3];
        samples[2 * frames.WindowLength + 100] = 1;
        float[] values = frames.Compute(samples);
        for (int f = 0; f < 5; f++) Assert.Equal(f == 2, values.AsSpan(f * 120, 120).IndexOfAnyExcept(0f) >= 0);
        Assert.Empty(frames.Compute(new float[frames.WindowLength - 1]));
    }

    [Fact]
    public void Wang_s_patches_become_coordinates()
    {
        var patches = new PatchFeatures(new WangFrames(8000), length: 10);
        float[] rows = patches.Compute(Draw.Floats(8000 * 6, seed: 2));
        var pca = new Pca(new() { Components = 5 }).Fit(Matrix.From(rows, rows.Length / 1200, 1200));
        var projected = new ProjectedFeatures(patches, pca);
        Assert.Equal(rows.Length / 1200 * 5, projected.Compute(Draw.Floats(8000 * 6, seed: 2)).Length);
        Assert.NotEqual(patches.Configuration, projected.Configuration);
        Assert.Throws<ArgumentException>(() => new ProjectedFeatures(new WangFrames(8000), pca));
    }

    [Fact]
    public void Liang_s_songs_are_histograms_of_MFCC_codewords()
    {
        var mfcc = new FrontEndFeatures(new Mfcc(8000, options: new() { Coefficients = 13 }), "13 coefficients");
        float[] frames = mfcc.Compute(Draw.Floats(8000 * 4, seed: 3));
        var codebook = new KMeans(new() { Clusters = 16 }).Fit(Matrix.From(frames, frames.Length / 13, 13));
        var songs = new HistogramFeatures(mfcc, codebook);
        float[] song = songs.Compute(Draw.Floats(8000 * 2, seed: 4));
        Assert.Equal(16, song.Length);
        Assert.Equal(1, song.Sum(), 1e-6);
        var other = new HistogramFeatures(mfcc, new KMeans(new() { Clusters = 16, Seed = 1 }).Fit(Matrix.From(frames, frames.Length / 13, 13)));
        Assert.NotEqual(songs.Configuration, other.Configuration);
        Assert.Throws<ArgumentException>(() => new HistogramFeatures(new WangFrames(8000), codebook));
    }

    [Fact]
    public void Oramas_sees_322_by_96_values_in_15_seconds()
    {
        var patches = new PatchFeatures(new OramasFrames(), OramasFrames.PatchLength);
        float[] values = patches.Compute(Draw.Floats(15 * 22_050, seed: 5));
        Assert.Equal(322 * 96, values.Length);
        Assert.InRange(values.Max(), -80, 0);
        Assert.InRange(values.Min(), -80, 0);
        Assert.Equal(322 * 96, patches.Compute(Draw.Floats(9000, seed: 6)).Length); // short: filled up
        Assert.Empty(patches.Compute([]));
    }
}
