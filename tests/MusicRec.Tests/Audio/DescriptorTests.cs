using MusicRec.Audio;

namespace MusicRec.Tests.Audio;

public class DescriptorTests
{
    private static readonly StftOptions Small = new() { FftLength = 256, HopLength = 64 };

    private static SpectralDescriptor[] All =>
        [new SpectralCentroid(), new SpectralBandwidth(), new SpectralRolloff(), new SpectralFlatness(), new SpectralContrast { Octaves = 3 }];

    [Fact]
    public void Several_share_one_transform_and_stand_side_by_side()
    {
        float[] samples = Draw.Floats(5000, 1);
        var together = new SpectralDescriptors(8000, Small, All);
        float[] frames = together.Transform(samples);
        Assert.Equal(8, together.Bins);
        int at = 0;
        foreach (var descriptor in All)
        {
            float[] alone = new SpectralDescriptors(8000, Small, descriptor).Transform(samples);
            for (int i = 0; i < alone.Length; i++)
                Assert.Equal(alone[i], frames[i / descriptor.Values * 8 + at + i % descriptor.Values]);
            at += descriptor.Values;
        }
    }

    [Fact]
    public void A_tone_has_its_centroid_no_width_and_no_flatness()
    {
        float[] tone = [.. Enumerable.Range(0, 8000).Select(t => (float)Math.Sin(2 * Math.PI * 1000 * t / 8000))];
        float[] frame = new SpectralDescriptors(8000, Small, All).Transform(tone)[(8 * 60)..];
        Assert.Equal(1000, frame[0], 1f);
        Assert.InRange(frame[1], 0, 40); // three bins of a Hann window
        Assert.InRange(frame[2], 1000, 1032);
        Assert.InRange(frame[3], 0, 1e-3f);
    }

    [Fact]
    public void A_magnitude_spectrum_by_hand()
    {
        float[] magnitudes = [0, 1, 0, 3], value = new float[1];
        new SpectralCentroid().Compute(magnitudes, 10, value);
        Assert.Equal(25, value[0]);
        new SpectralBandwidth().Compute(magnitudes, 10, value);
        Assert.Equal(Math.Sqrt((15 * 15 + 3 * 5 * 5) / 4.0), value[0], 1e-5);
        new SpectralBandwidth { Power = 1 }.Compute(magnitudes, 10, value);
        Assert.Equal(7.5f, value[0], 1e-5f);
        new SpectralRolloff { Share = 0.25 }.Compute(magnitudes, 10, value);
        Assert.Equal(10, value[0]);
        new SpectralRolloff { Share = 0.26 }.Compute(magnitudes, 10, value);
        Assert.Equal(30, value[0]);
        new SpectralFlatness { Power = 1, Floor = 0.5 }.Compute(magnitudes, 10, value);
        Assert.Equal(Math.Pow(0.5 * 1 * 0.5 * 3, 0.25) / 1.25, value[0], 1e-6);
    }

    [Fact]
    public void Silence_is_defined()
    {
        float[] frame = new SpectralDescriptors(8000, Small, All).Transform(new float[100])[..8];
        Assert.Equal([0, 0, 0, 1, 0, 0, 0, 0], frame.Select(value => MathF.Round(value, 5)));
        Assert.All(new RootMeanSquare(8000).Transform(new float[3000]), value => Assert.Equal(0, value));
        Assert.All(new ZeroCrossingRate(8000).Transform(new float[3000]), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Waveform_measures_by_hand()
    {
        float[] samples = [1, -1, 1, 0, -1e-11f, 2, -2];
        Assert.Equal([3 / 7f], new ZeroCrossingRate(8000, 7, 7, center: false).Transform(samples));
        Assert.Equal([(float)Math.Sqrt(11 / 7.0)], new RootMeanSquare(8000, 7, 7, center: false).Transform(samples));
        Assert.Equal([(float)Math.Sqrt(1 / 4.0)], new RootMeanSquare(8000, 4, 9).Transform([0, 1])); // two zeros, then the signal
    }

    [Fact]
    public void What_has_no_meaning_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SpectralDescriptors(8000, Small));
        Assert.Throws<ArgumentException>(() => new SpectralDescriptors(8000, Small, new SpectralContrast()));
        Assert.Contains("FftLength", Assert.Throws<ArgumentException>(
            () => new SpectralDescriptors(8000, Small, new SpectralContrast { Octaves = 2, MinFrequency = 10 })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SpectralRolloff { Share = 1.1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SpectralFlatness { Floor = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SpectralBandwidth { Power = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RootMeanSquare(8000, frameLength: 0));
        Assert.Throws<ArgumentException>(() => new ZeroCrossingRate(8000).Transform(new float[3000], new float[1]));
    }

    [Fact]
    public void Frames_cost_no_allocation()
    {
        float[] samples = Draw.Floats(20_000, 2);
        foreach (var plan in (IFrontEnd[])[new SpectralDescriptors(8000, Small, All), new RootMeanSquare(8000), new ZeroCrossingRate(8000)])
        {
            var frames = new float[plan.FrameCount(samples.Length) * plan.Bins];
            plan.Transform(samples, frames); // scratch and pools are filled
            long bytes = Allocated.InQuietestRound(() => plan.Transform(samples, frames));
            Assert.InRange(bytes, 0, 256); // a node of the scratch bag a call, nothing a frame
        }
    }
}
