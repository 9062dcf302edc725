using MusicRec.Audio;

namespace MusicRec.Tests.Audio.Features;

public class PhaseVocoderTests
{
    private const int Rate = 22_050;

    private static readonly PhaseVocoder Vocoder = new();

    [Theory]
    [InlineData(0.5), InlineData(0.8), InlineData(1.25), InlineData(2)]
    public void Another_tempo_keeps_pitch_and_level(double speed)
    {
        float[] slow = Vocoder.Stretch(Tone(440, 3), speed);
        Assert.Equal((int)Math.Round(3 * Rate / speed), slow.Length);
        Assert.Equal(440, Frequency(slow), 0.5);
        Assert.Equal(0.5, Level(slow), 0.02);
    }

    [Theory]
    [InlineData(-12), InlineData(-3.5), InlineData(1), InlineData(7)]
    public void Another_pitch_keeps_tempo_and_level(double semitones)
    {
        float[] other = Vocoder.Shift(Tone(440, 3), semitones);
        Assert.Equal(3 * Rate, other.Length);
        Assert.Equal(1, Frequency(other) / (440 * Math.Pow(2, semitones / 12)), 2e-3);
        Assert.Equal(0.5, Level(other), 0.02);
    }

    [Fact]
    public void Clicks_move_with_the_tempo()
    {
        float[] clicks = new float[4 * Rate];
        for (int t = Rate / 2; t < clicks.Length; t += Rate) clicks[t] = 1;
        float[] fast = Vocoder.Stretch(clicks, 1.6);
        for (double second = 0.5; second < 4; second++)
        {
            int at = (int)(second * Rate / 1.6), loudest = Enumerable.Range(at - 4000, 8000).MaxBy(t => Math.Abs(fast[t]));
            Assert.InRange(loudest, at - 1024, at + 1024); // within half a frame
        }
    }

    [Fact]
    public void Nothing_changed_is_the_signal_itself()
    {
        float[] samples = Draw.Floats(20_000, 1);
        foreach (float[] same in (float[][])[Vocoder.Stretch(samples, 1), Vocoder.Shift(samples, 0)])
            for (int t = 0; t < samples.Length; t++) Assert.Equal(samples[t], same[t], 1e-5f);
    }

    [Fact]
    public void Short_signals_and_silence_are_defined()
    {
        Assert.Empty(Vocoder.Stretch([], 1.5));
        Assert.Empty(Vocoder.Shift([], 3));
        Assert.Equal(2, Vocoder.Stretch([0.5f], 0.5).Length);
        Assert.Equal(100, Vocoder.Shift(Draw.Floats(100, 2), -5).Length);
        Assert.All(Vocoder.Stretch(new float[5000], 0.7), value => Assert.Equal(0, value));
    }

    [Fact]
    public void What_has_no_meaning_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Vocoder.Stretch([1], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Vocoder.Stretch([1], double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Vocoder.Shift([1], 25));
        Assert.Throws<MusicRecException>(() => Vocoder.Stretch([1, float.NaN], 1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PhaseVocoderOptions { FftLength = 3 });
        Assert.Throws<ArgumentException>(() => new PhaseVocoder(new() { FftLength = 512, HopLength = 300 }));
    }

    private static float[] Tone(double hz, int seconds) =>
        [.. Enumerable.Range(0, seconds * Rate).Select(t => (float)(0.5 * Math.Sin(2 * Math.PI * hz * t / Rate)))];

    private static float[] Middle(float[] samples) => samples[(samples.Length / 4)..(samples.Length * 3 / 4)];

    /// <summary>From the first to the last rising zero of the middle half.</summary>
    private static double Frequency(float[] samples)
    {
        float[] x = Middle(samples);
        double[] zeros = [.. Enumerable.Range(1, x.Length - 1).Where(t => x[t - 1] < 0 && x[t] >= 0).Select(t => t - x[t] / (x[t] - x[t - 1]))];
        return (zeros.Length - 1) * Rate / (zeros[^1] - zeros[0]);
    }

    private static double Level(float[] samples) => Math.Sqrt(2 * Middle(samples).Average(x => (double)x * x));
}
