using System.Numerics;
using MusicRec.Audio;

namespace MusicRec.Tests.Audio;

public unsafe class ConstantQTests
{
    private const int Rate = 22050;

    [Theory, InlineData(0), InlineData(11), InlineData(37), InlineData(83)]
    public void A_pure_tone_peaks_in_its_bin(int bin)
    {
        var plan = new ConstantQ(Rate);
        float[] tone = Tone(plan.Frequencies[bin], 2 * Rate);
        int middle = plan.FrameCount(tone.Length) / 2 * plan.Bins;
        float[] frame = Frames(plan, tone)[middle..(middle + plan.Bins)];
        Assert.Equal(bin, Array.IndexOf(frame, frame.Max()));
        Assert.Equal(1, frame[bin] / (0.5 * Math.Sqrt(plan.Lengths[bin])), 5e-3); // half of a real tone is exp(2 pi i f t)
    }

    [Fact]
    public void The_peak_of_a_rising_tone_never_falls()
    {
        var plan = new ConstantQ(Rate, new ConstantQOptions { MinFrequency = 130.8, Bins = 60, Gamma = null });
        static double Cycles(double seconds) => 150 * (Math.Pow(2, seconds) - 1) / Math.Log(2); // 150 Hz, an octave higher every second
        float[] chirp = [.. Enumerable.Range(0, 3 * Rate).Select(t => (float)Math.Sin(2 * Math.PI * Cycles(t / (double)Rate)))];
        float[] frames = Frames(plan, chirp);
        int[] peaks = [.. Enumerable.Range(5, plan.FrameCount(chirp.Length) - 10).Select(f => Peak(frames.AsSpan(f * plan.Bins, plan.Bins)))];
        Assert.True(peaks.Zip(peaks.Skip(1)).All(pair => pair.Second >= pair.First), string.Join(' ', peaks));
        Assert.InRange(peaks[^1] - peaks[0], 30, 36); // three octaves, less the ends
    }

    [Theory, InlineData(512, 24, 12, 0.0), InlineData(300, 61, 24, 0.0), InlineData(77, 30, 12, 20.0)]
    public void Agrees_with_the_definition_in_double(int hop, int bins, int perOctave, double gamma)
    {
        var options = new ConstantQOptions { HopLength = hop, Bins = bins, BinsPerOctave = perOctave, MinFrequency = 220, Gamma = gamma };
        options = options with { Sparsity = 0, WaveletRate = WaveletRate.Signal };
        var plan = new ConstantQ(Rate, options);
        float[] noise = Noise(9001), actual = new float[plan.FrameCount(noise.Length) * bins * 2];
        plan.TransformComplex(noise, actual);
        double error = 0, power = 0;
        for (int f = 0; f < plan.FrameCount(noise.Length); f++)
        {
            for (int b = 0; b < bins; b++)
            {
                var expected = Definition(plan, b, noise, f * hop);
                error += Math.Pow((expected - new Complex(actual[(f * bins + b) * 2], actual[(f * bins + b) * 2 + 1])).Magnitude, 2);
                power += Math.Pow(expected.Magnitude, 2);
            }
        }
        // side lobes above the Nyquist frequency of an octave are cut
        Assert.True(Math.Sqrt(error / power) < 2e-3, $"rms error {Math.Sqrt(error / power):e2}");
    }

    [Fact]
    public void Magnitudes_are_those_of_the_complex_transform()
    {
        var plan = new ConstantQ(44100, new ConstantQOptions { Bins = 30, HopLength = 1024, ScaleByLength = false });
        float[] noise = Noise(50000), magnitudes = Frames(plan, noise), complex = new float[2 * magnitudes.Length];
        plan.TransformComplex(noise, complex);
        for (int i = 0; i < magnitudes.Length; i++)
        {
            float re = complex[2 * i], im = complex[2 * i + 1];
            Assert.Equal(1, Math.Sqrt((double)re * re + (double)im * im) / magnitudes[i], 1e-6);
        }
    }

    [Theory, InlineData(WaveletRate.Octave), InlineData(WaveletRate.Signal)]
    public void A_transform_allocates_nothing(WaveletRate rate)
    {
        var plan = new ConstantQ(Rate, new ConstantQOptions { Bins = 96, WaveletRate = rate });
        float[] noise = Noise(2 * Rate), frames = new float[plan.FrameCount(noise.Length) * plan.Bins], complex = new float[2 * frames.Length];
        long least = long.MaxValue; // of some rounds: buffers are borrowed from a pool, which a collection may empty
        for (int round = 0; round < 5; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 3; i++) plan.Transform(noise, frames);
            plan.TransformComplex(noise, complex);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(0, least);
    }

    [Fact]
    public void Magnitudes_can_be_compressed_to_decibels()
    {
        var options = new ConstantQOptions { Bins = 95, HopLength = 1024 };
        float[] noise = [.. Noise(Rate), .. new float[Rate]], magnitudes = Frames(new ConstantQ(Rate, options), noise);
        float[] levels = Frames(new ConstantQ(Rate, options, LogCompression.AmplitudeDecibel()), noise);
        for (int i = 0; i < levels.Length; i++) Assert.Equal(20 * Math.Log10(Math.Max(1e-5, magnitudes[i])), levels[i], 1e-4);
        Assert.Equal(-100, levels[^1], 1e-4f);
    }

    [Fact]
    public void Short_signals_have_frames_and_empty_ones_none()
    {
        foreach (var plan in (IFrontEnd[])[new ConstantQ(Rate), new PseudoConstantQ(Rate), new HybridConstantQ(Rate)])
        {
            Assert.Empty(Frames(plan, []));
            Assert.All(Frames(plan, [1]), value => Assert.InRange(value, 1e-9f, 1)); // an impulse is heard in every bin
            Assert.All(Frames(plan, new float[700]), value => Assert.Equal(0, value));
            Assert.Throws<ArgumentException>(() => plan.Transform(new float[700], new float[plan.Bins]));
            float[] broken = [1, 2, float.NaN];
            var error = Assert.Throws<MusicRecException>(() => plan.Transform(broken, new float[plan.Bins]));
            Assert.Contains("Sample 2", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_filter_above_half_the_sample_rate_is_an_error()
    {
        var error = Assert.Throws<ArgumentException>(() => new ConstantQ(8000));
        Assert.Contains("half the sample rate is 4000.0 Hz", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new ConstantQ(Rate, new ConstantQOptions { MinFrequency = 1e-6 }));
        Assert.Throws<ArgumentException>(() => new PseudoConstantQ(Rate, new ConstantQOptions { Gamma = null }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConstantQOptions { Sparsity = 1 });
    }

    private static Complex Definition(ConstantQ plan, int bin, float[] x, int center)
    {
        double length = plan.Lengths[bin];
        int first = (int)Math.Floor(-length / 2), count = (int)Math.Floor(length / 2) - first;
        int size = 1 << (int)Math.Ceiling(Math.Log2(length)), offset = (size - count) / 2 - size / 2;
        Complex sum = 0;
        double total = 0;
        for (int t = 0; t < count; t++)
        {
            double window = 0.5 - 0.5 * Math.Cos(2 * Math.PI * t / count);
            total += window;
            int at = center - (offset + t); // a product of spectra runs the wavelet backwards
            if (at < 0 || at >= x.Length) continue;
            sum += x[at] * Complex.FromPolarCoordinates(window, 2 * Math.PI * plan.Frequencies[bin] * (first + t) / Rate);
        }
        return sum * Math.Sqrt(length) / total;
    }

    private static float[] Frames(IFrontEnd plan, float[] samples)
    {
        var frames = new float[plan.FrameCount(samples.Length) * plan.Bins];
        plan.Transform(samples, frames);
        return frames;
    }

    private static int Peak(ReadOnlySpan<float> frame)
    {
        int best = 0;
        for (int b = 1; b < frame.Length; b++)
            if (frame[b] > frame[best]) best = b;
        return best;
    }

    private static float[] Tone(double hertz, int n) => [.. Enumerable.Range(0, n).Select(t => (float)Math.Sin(2 * Math.PI * hertz * t / Rate))];

    private static float[] Noise(int n)
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, n).Select(_ => random.NextSingle() * 2 - 1)];
    }
}
