using MusicRec.Audio;

namespace MusicRec.Tests.Audio;

/// <summary>Signals that nobody plans for: not finite, too short, too many channels, strange rates.</summary>
public class HardInputTests
{
    public static TheoryData<string> Framewise => FrontEnds.Framewise;

    public static TheoryData<string> WholeClip => FrontEnds.WholeClip;

    [Theory, MemberData(nameof(WholeClip))]
    public void What_sees_the_whole_clip_has_a_defined_result_on_odd_ones(string name)
    {
        var frontEnd = FrontEnds.Make(name);
        Assert.Empty(frontEnd.Transform(ReadOnlySpan<float>.Empty));
        foreach (int n in (int[])[1, 2, 20, 300])
        {
            float[] frames = frontEnd.Transform(Draw.Floats(n, n));
            Assert.NotEmpty(frames);
            Assert.All(frames, value => Assert.True(float.IsFinite(value)));
        }
        foreach (float bad in (float[])[float.NaN, float.PositiveInfinity])
        {
            float[] samples = Draw.Floats(1000, 3);
            samples[700] = bad;
            Assert.Contains("Sample 700 ",
                Assert.Throws<MusicRecException>(() => frontEnd.Transform(samples.AsSpan())).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Strange_rates_are_computed_or_refused_by_name()
    {
        float[] samples = Draw.Floats(3000, 5);
        foreach (string name in (string[])["chroma", "onset strength", "descriptors"])
            foreach (int rate in (int[])[1, 768_000])
                Assert.All(FrontEnds.Make(name, rate).Transform(samples.AsSpan()), value => Assert.True(float.IsFinite(value)));
        foreach (string name in (string[])["constant-Q", "hybrid constant-Q", "pseudo constant-Q"])
        {
            Assert.All(FrontEnds.Make(name, 768_000).Transform(samples.AsSpan()), value => Assert.True(float.IsFinite(value)));
            Assert.Contains("half the sample rate is 0.5 Hz",
                Assert.Throws<ArgumentException>(() => FrontEnds.Make(name, 1)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_phase_vocoder_takes_any_length_and_refuses_what_is_not_finite()
    {
        var vocoder = new PhaseVocoder(new() { FftLength = 256 });
        foreach (int n in (int[])[0, 1, 2, 20, 300])
        {
            float[] samples = Draw.Floats(n, n + 1);
            Assert.Equal(n, vocoder.Shift(samples, 3).Length);
            Assert.All(vocoder.Stretch(samples, 0.5), value => Assert.True(float.IsFinite(value)));
        }
        Assert.Throws<MusicRecException>(() => vocoder.Stretch([0, float.NaN, 1], 0.5));
        Assert.Throws<MusicRecException>(() => vocoder.Shift([0, float.NegativeInfinity, 1], 2));
    }

    [Fact]
    public void Whole_clips_allocate_nothing_where_the_tuning_is_given()
    {
        float[] samples = Draw.Floats(20_000, 8);
        IFrontEnd[] plans =
        [
            new Chroma(8000, new() { FftLength = 256, HopLength = 64 }, tuning: 0), new ChromaConstantQ(22_050, tuning: 0),
            FrontEnds.Make("onset strength"), FrontEnds.Make("hybrid constant-Q"),
        ];
        foreach (var plan in plans)
        {
            var frames = new float[plan.FrameCount(samples.Length) * plan.Bins];
            Assert.Equal((plan.GetType().Name, 0L), (plan.GetType().Name, Allocated.InQuietestRound(() => plan.Transform(samples, frames))));
        }
    }

    [Fact]
    public void Plans_of_the_last_tunings_are_kept_and_no_more()
    {
        int made = 0;
        var plans = new RecentPlans<object>(_ => made++);
        object first = plans.Of(0);
        for (int i = 1; i < 100; i++)
        {
            plans.Of(i / 100.0);
            Assert.Same(first, plans.Of(0));
        }
        Assert.Equal((100, RecentPlans<object>.Kept), (made, plans.Count));
    }

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
