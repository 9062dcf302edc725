using MusicRec.Audio;

namespace MusicRec.Tests.Audio;

/// <summary>Signals that nobody plans for: not finite, too short, too many channels, strange rates.</summary>
public class HardInputTests
{
    public static TheoryData<string> Framewise => FrontEnds.Framewise;

    [Theory]
    [InlineData(float.NaN, 0), InlineData(float.PositiveInfinity, 17), InlineData(float.NegativeInfinity, 998), InlineData(float.NaN, 999)]
    public void A_sample_that_is_not_finite_is_told(float bad, int at)
    {
        float[] samples = Draw.Floats(1000, 3);
        samples[at] = bad;
        void Refused(Action action) => Assert.Contains($"Sample {at} ", Assert.Throws<MusicRecException>(action).Message, StringComparison.Ordinal);
        foreach (string name in FrontEnds.Framewise.Cast<object[]>().Select(row => (string)row[0]).Append("mfcc with TopDb"))
        {
            var frontEnd = FrontEnds.Make(name);
            Refused(() => frontEnd.Transform(samples.AsSpan()));
            Refused(() => frontEnd.Transform(new AudioClip(8000, new float[1000], samples)));
        }
        Refused(() => Resampler.Resample(new AudioClip(8000, samples), 4000));
        var stream = new StreamingFrontEnd(FrontEnds.Make("power"));
        Refused(() =>
        {
            for (int t = 0; t < 1000; t += 100) stream.Push(samples.AsSpan(t, 100));
        });
        float[] good = [.. samples[..(at / 100 * 100)], .. new float[100]], frames = new float[20 * stream.FrontEnd.Bins];
        stream.Push(new float[100]); // nothing of the refused block was taken
        stream.Complete();
        int count = stream.Read(frames);
        Assert.Equal(stream.FrontEnd.Transform(good.AsSpan()), frames[..(count * stream.FrontEnd.Bins)]);
    }

    [Fact]
    public void Samples_beyond_one_are_legal()
    {
        float[] samples = Draw.Floats(1000, 4), loud = Array.ConvertAll(samples, x => 1024 * x);
        var frontEnd = FrontEnds.Make("complex");
        Assert.Equal(Array.ConvertAll(frontEnd.Transform(samples.AsSpan()), x => 1024 * x), frontEnd.Transform(loud.AsSpan()));
    }

    [Theory, MemberData(nameof(Framewise))]
    public void Clips_shorter_than_a_frame_have_a_defined_result(string name)
    {
        var frontEnd = FrontEnds.Make(name);
        Assert.Empty(frontEnd.Transform(ReadOnlySpan<float>.Empty));
        foreach (int n in (int[])[1, 2, 20])
        {
            float[] frames = frontEnd.Transform(Draw.Floats(n, n));
            if (name.StartsWith("not centred", StringComparison.Ordinal) || name == "kaldi") Assert.Empty(frames);
            else Assert.NotEmpty(frames);
            Assert.All(frames, value => Assert.True(float.IsFinite(value)));
        }
    }

    [Fact]
    public void More_values_than_an_array_holds_are_refused_in_words()
    {
        var stft = new StftOptions { FftLength = 16, HopLength = 1 };
        var mel = new MelOptions { Bands = 4096 };
        float[] samples = new float[600_000];
        Refused(() => new Mfcc(8000, stft, mel, new() { Coefficients = 1 }).Transform(samples.AsSpan()));
        Refused(() => new OnsetStrength(8000, stft, mel).Transform(samples.AsSpan()));
        Refused(() => new FrontEndFeatures(new Vast(), "vast").Compute(samples));
        Refused(() => new MomentFeatures(new Vast(), "vast").Compute(samples));

        static void Refused(Action action) =>
            Assert.Contains("more than an array holds", Assert.Throws<ArgumentException>(action).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bands_above_half_the_rate_are_refused_and_empty_ones_counted()
    {
        Assert.Contains("4001 Hz",
            Assert.Throws<ArgumentException>(() => new MelFilterBank(8000, 256, new() { MaxFrequency = 4001 })).Message, StringComparison.Ordinal);
        Assert.Equal(8, new MelFilterBank(8000, 256, new() { Bands = 8, MaxFrequency = 4000 }).Bands);
        var (stft, mel) = (new StftOptions { FftLength = 64, HopLength = 32 }, new MelOptions { Bands = 60 });
        int empty = new MelFilterBank(8000, 64, mel).EmptyBands;
        Assert.True(empty > 0);
        Assert.Equal((empty, empty), (new Mfcc(8000, stft, mel).Bank.EmptyBands, new OnsetStrength(8000, stft, mel).Bank.EmptyBands));
    }

    [Fact]
    public void One_sample_is_a_flat_spectrum()
    {
        var frontEnd = new Spectrogram(8000, new() { FftLength = 64, Window = WindowShape.Rectangular });
        Assert.All(frontEnd.Transform([0.5f]), power => Assert.Equal(0.25f, power, 1e-6f));
    }

    [Theory]
    [InlineData(1), InlineData(768_000)]
    public void Any_rate_will_do(int rate)
    {
        foreach (string name in (string[])["power", "log-mel", "mfcc"])
            Assert.All(FrontEnds.Make(name, rate).Transform(Draw.Floats(1000, 5)), value => Assert.True(float.IsFinite(value)));
        var clip = new AudioClip(rate, Draw.Floats(rate == 1 ? 3 : 1000, 6));
        int other = rate == 1 ? 100 : 8000;
        var there = Resampler.Resample(clip, other);
        Assert.Equal(((long)clip.Length * other + rate - 1) / rate, there.Length);
        Assert.All(there[0].ToArray(), value => Assert.True(float.IsFinite(value)));
    }

    /// <summary>More frames and bins than any memory.</summary>
    private sealed class Vast : IFrontEnd
    {
        public int SampleRate => 8000;
        public int Bins => 1 << 12;
        public int HopLength => 1;
        public int FrameCount(int samples) => 1 << 20;
        public void Transform(ReadOnlySpan<float> samples, Span<float> frames) { }
    }

    [Fact]
    public void A_clip_at_another_rate_is_refused() =>
        Assert.Throws<ArgumentException>(() => FrontEnds.Make("power", 8000).Transform(new AudioClip(8001, new float[100])));
}
