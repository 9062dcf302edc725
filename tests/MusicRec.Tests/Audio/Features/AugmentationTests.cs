using MusicRec.Audio;

namespace MusicRec.Tests.Audio;

public class AugmentationTests
{
    [Fact]
    public void Random_windows_fit_reach_both_ends_and_repeat_by_seed()
    {
        int[] starts = ClipWindows.Random(length: 20, window: 16, count: 500, seed: 1, stream: 7);
        Assert.Equal([0, 1, 2, 3, 4], starts.Distinct().Order());
        Assert.Equal(starts, ClipWindows.Random(20, 16, 500, seed: 1, stream: 7));
        Assert.NotEqual(starts, ClipWindows.Random(20, 16, 500, seed: 1, stream: 8));
        Assert.NotEqual(starts, ClipWindows.Random(20, 16, 500, seed: 2, stream: 7));
        Assert.Equal([0, 0], ClipWindows.Random(5, 16, 2, seed: 1)); // shorter than the window
    }

    [Fact]
    public void Consecutive_windows_cover_all_but_a_rest()
    {
        Assert.Equal([0, 4, 8], ClipWindows.Consecutive(15, 4));
        Assert.Equal([0, 2, 4, 6], ClipWindows.Consecutive(10, 4, hop: 2));
        Assert.Equal([0], ClipWindows.Consecutive(3, 4));
        Assert.Equal([15, 50], ClipWindows.Consecutive(100, 35, trim: 0.15));
        Assert.Equal([0], ClipWindows.Consecutive(40, 35, trim: 0.15)); // trimming would leave less than a window
        Assert.Throws<ArgumentOutOfRangeException>(() => ClipWindows.Consecutive(10, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => ClipWindows.Consecutive(10, 2, trim: 0.5));
    }

    [Fact]
    public void A_window_beyond_the_end_is_filled_with_zeros()
    {
        float[] window = new float[4];
        ClipWindows.Copy([1, 2, 3, 4, 5, 6], 2, window, columns: 2);
        Assert.Equal([5, 6, 0, 0], window);
        ClipWindows.Copy([1, 2, 3, 4, 5, 6], 1, window);
        Assert.Equal([2, 3, 4, 5], window);
        Assert.Throws<ArgumentException>(() => ClipWindows.Copy([1, 2, 3], 0, new float[4], columns: 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => ClipWindows.Copy([1, 2], 3, new float[4]));
    }

    [Fact]
    public void Masks_are_runs_of_whole_frames_and_bins_within_their_widths()
    {
        var augment = new SpecAugment(new() { FrequencyWidth = 5, TimeWidth = 9, TimeShare = 0.1, Fill = -1, Seed = 3 });
        var widths = new HashSet<(int Frames, int Bins)>();
        for (ulong draw = 0; draw < 400; draw++)
        {
            float[] frames = new float[50 * 20];
            augment.Apply(frames, 20, draw);
            bool[] byFrame = [.. Enumerable.Range(0, 50).Select(f => frames.AsSpan(f * 20, 20).IndexOfAnyExcept(-1f) < 0)];
            bool[] byBin = [.. Enumerable.Range(0, 20).Select(b => Enumerable.Range(0, 50).All(f => frames[f * 20 + b] == -1))];
            for (int i = 0; i < frames.Length; i++) Assert.Equal(byFrame[i / 20] || byBin[i % 20] ? -1 : 0, frames[i]);
            Assert.True(IsRun(byFrame) && IsRun(byBin));
            widths.Add((byFrame.Count(x => x), byBin.Count(x => x)));
        }
        Assert.Equal(Enumerable.Range(0, 6), widths.Select(w => w.Frames).Distinct().Order()); // a tenth of 50 frames
        Assert.Equal(Enumerable.Range(0, 6), widths.Select(w => w.Bins).Distinct().Order());
    }

    [Fact]
    public void Masks_repeat_by_seed_and_draw_and_spare_the_empty()
    {
        float[] a = Draw.Floats(900, 1), b = [.. a], c = [.. a];
        var augment = new SpecAugment(new() { Seed = 5 });
        augment.Apply(a, 30, 1);
        augment.Apply(b, 30, 1);
        new SpecAugment(new() { Seed = 6 }).Apply(c, 30, 1);
        Assert.Equal(a, b);
        Assert.NotEqual(a, c);
        augment.Apply([], 30, 1);
        Assert.Throws<ArgumentException>(() => augment.Apply(new float[31], 30, 1));
    }

    [Fact]
    public void Gain_and_polarity_scale_all_samples_alike()
    {
        float[] x = Draw.Floats(1000, 2);
        var signs = new HashSet<int>();
        for (ulong draw = 0; draw < 50; draw++)
        {
            float[] y = [.. x];
            new WaveAugment(new() { GainDb = 6, Seed = 1 }).Apply(y, draw);
            double gain = y[0] / (double)x[0];
            signs.Add(Math.Sign(gain));
            Assert.InRange(Math.Abs(20 * Math.Log10(Math.Abs(gain))), 0, 6.001);
            Close.Check(Array.ConvertAll(x, v => (float)(v * gain)), y, "scaled");
        }
        Assert.Equal(2, signs.Count);
    }

    [Fact]
    public void A_shift_turns_the_signal_round()
    {
        float[] x = [0, 1, 2, 3, 4, 5, 6];
        var starts = new HashSet<float>();
        for (ulong draw = 0; draw < 200; draw++)
        {
            float[] y = [.. x];
            new WaveAugment(new() { GainDb = 0, PolarityChance = 0, Shift = 2 }).Apply(y, draw);
            for (int i = 0; i < 7; i++) Assert.Equal((y[0] + i) % 7, y[i]);
            starts.Add(y[0]);
        }
        Assert.Equal([0, 1, 2, 5, 6], starts.Order());
    }

    [Theory]
    [InlineData(0), InlineData(20), InlineData(40)]
    public void Noise_has_the_ratio_asked_for(double db)
    {
        float[] x = Draw.Floats(20_000, 3), y = [.. x];
        new WaveAugment(new() { GainDb = 0, PolarityChance = 0, MinSnrDb = db }).Apply(y, 1);
        double signal = x.Sum(v => (double)v * v), noise = x.Zip(y, (a, b) => ((double)b - a) * ((double)b - a)).Sum();
        Assert.Equal(db, 10 * Math.Log10(signal / noise), 0.3);
        float[] silence = new float[100];
        new WaveAugment(new() { MinSnrDb = db }).Apply(silence, 1);
        Assert.All(silence, v => Assert.Equal(0, v));
        new WaveAugment(new() { MinSnrDb = db, Shift = 3 }).Apply([], 1);
    }

    [Fact]
    public void Bad_options_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new WaveAugment(new() { MaxSnrDb = 3 }));
        Assert.Throws<ArgumentException>(() => new WaveAugment(new() { MinSnrDb = 4, MaxSnrDb = 3 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new WaveAugmentOptions { GainDb = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SpecAugmentOptions { Fill = float.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SpecAugmentOptions { TimeShare = 1.1 });
    }

    private static bool IsRun(bool[] mask) => Enumerable.Range(1, mask.Length - 1).Count(i => mask[i] && !mask[i - 1]) + (mask[0] ? 1 : 0) <= 1;
}
