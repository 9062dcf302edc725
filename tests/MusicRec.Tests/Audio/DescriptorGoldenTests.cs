using System.Numerics;
using System.Text.Json;
using MusicRec.Audio;
using Xunit.Abstractions;

namespace MusicRec.Tests.Audio;

[ChecksAudioCalls("librosa.feature.spectral_centroid", "librosa.feature.spectral_bandwidth", "librosa.feature.spectral_contrast",
    "librosa.feature.spectral_rolloff", "librosa.feature.spectral_flatness", "librosa.feature.zero_crossing_rate", "librosa.feature.rms")]
public class DescriptorGoldenTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names(string call) => SpectrogramGoldenTests.Names(call);

    [SharedTheory(AudioGoldens.Manifest), MemberData(nameof(Names), "librosa.feature.spectral_centroid")]
    public void Centroid(string name) => Check(name, _ => new SpectralCentroid());

    [SharedTheory(AudioGoldens.Manifest), MemberData(nameof(Names), "librosa.feature.spectral_bandwidth")]
    public void Bandwidth(string name) => Check(name, p => new SpectralBandwidth { Power = Number(p, "p") });

    // The valleys of a band are as deep as the rounding of the Fourier transform: librosa's is in double, ours is not. So the descriptor is
    // held to the bar on spectra made in double, and the chain to a decibel at the deepest valley, 66 dB below its peak.
    [SharedTheory(AudioGoldens.Manifest), MemberData(nameof(Names), "librosa.feature.spectral_contrast")]
    public void Contrast(string name)
    {
        var (clip, expected, p) = Read(name);
        var descriptor = new SpectralContrast
        {
            Octaves = (int)Number(p, "n_bands"),
            MinFrequency = Number(p, "fmin"),
            Quantile = Number(p, "quantile"),
        };
        int n = (int)Number(p, "n_fft"), hop = (int)Number(p, "hop_length"), width = descriptor.Values;
        float[] exact = new float[expected.Length], chain = Plan(clip, p, descriptor).Transform(clip[0]);
        for (int f = 0; f < exact.Length / width; f++)
            descriptor.Compute(Magnitudes(clip[0], f * hop - n / 2, n), (double)clip.SampleRate / n, exact.AsSpan(f * width, width));
        double error = Agreement.OverPeak(expected, exact), whole = Agreement.OverPeak(expected, chain);
        output.WriteLine($"{name}: {error:e2} of the peak on exact spectra, {whole:e2} on our own");
        Assert.True(error <= 1e-5 && whole <= 2e-2, $"{name}: {error:e2} of the peak on exact spectra, {whole:e2} on our own");
    }

    [SharedTheory(AudioGoldens.Manifest), MemberData(nameof(Names), "librosa.feature.spectral_flatness")]
    public void Flatness(string name) => Check(name, p => new SpectralFlatness { Power = Number(p, "power"), Floor = Number(p, "amin") });

    // librosa sums magnitudes in float32: a share reached within rounding falls one bin to either side
    [SharedTheory(AudioGoldens.Manifest), MemberData(nameof(Names), "librosa.feature.spectral_rolloff")]
    public void Rolloff(string name)
    {
        var (clip, expected, p) = Read(name);
        float[] actual = Plan(clip, p, new SpectralRolloff { Share = Number(p, "roll_percent") }).Transform(clip[0]);
        Assert.Equal(expected.Length, actual.Length);
        double bins = expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max() * Number(p, "n_fft") / clip.SampleRate;
        output.WriteLine($"{name}: {bins:f3} bins");
        Assert.True(bins <= 1.001, $"{name}: {bins} bins");
    }

    [SharedTheory(AudioGoldens.Manifest), MemberData(nameof(Names), "librosa.feature.zero_crossing_rate")]
    public void Zero_crossings(string name) => Check(name, (clip, p) => new ZeroCrossingRate(clip.SampleRate, (int)Number(p, "frame_length"),
        (int)Number(p, "hop_length"), p.GetProperty("center").GetBoolean()));

    [SharedTheory(AudioGoldens.Manifest), MemberData(nameof(Names), "librosa.feature.rms")]
    public void Root_mean_square(string name) => Check(name, (clip, p) => new RootMeanSquare(clip.SampleRate, (int)Number(p, "frame_length"),
        (int)Number(p, "hop_length"), p.GetProperty("center").GetBoolean()));

    private void Check(string name, Func<JsonElement, SpectralDescriptor> make) => Check(name, (clip, p) => Plan(clip, p, make(p)));

    private void Check(string name, Func<AudioClip, JsonElement, IFrontEnd> make)
    {
        var (clip, expected, p) = Read(name);
        double error = Agreement.OverPeak(expected, make(clip, p).Transform(clip[0]));
        output.WriteLine($"{name}: {error:e2} of the peak");
        Assert.True(error <= 1e-5, $"{name}: {error:e2} of the peak");
    }

    private static SpectralDescriptors Plan(AudioClip clip, JsonElement p, SpectralDescriptor descriptor) =>
        new(clip.SampleRate, new() { FftLength = (int)Number(p, "n_fft"), HopLength = (int)Number(p, "hop_length") }, descriptor);

    private static (AudioClip Clip, float[] Values, JsonElement Parameters) Read(string name)
    {
        var goldens = AudioGoldens.Instance!;
        var item = goldens.Item(name);
        return (goldens.Signal(item.GetProperty("signal").GetString()!), goldens.Values(item), item.GetProperty("params"));
    }

    /// <summary>The magnitudes of one frame, transformed in double.</summary>
    private static float[] Magnitudes(ReadOnlySpan<float> samples, int start, int n)
    {
        var frame = new Complex[n];
        for (int t = 0; t < n; t++)
            if (start + t >= 0 && start + t < samples.Length) frame[t] = samples[start + t] * (0.5 - 0.5 * Math.Cos(2 * Math.PI * t / n));
        return [.. Fourier(frame).Take(n / 2 + 1).Select(x => (float)x.Magnitude)];
    }

    private static Complex[] Fourier(Complex[] x)
    {
        int half = x.Length / 2;
        if (half == 0) return x;
        Complex[] even = Fourier([.. x.Where((_, t) => t % 2 == 0)]), odd = Fourier([.. x.Where((_, t) => t % 2 == 1)]), y = new Complex[x.Length];
        for (int k = 0; k < half; k++)
        {
            var turned = odd[k] * Complex.FromPolarCoordinates(1, -Math.PI * k / half);
            (y[k], y[k + half]) = (even[k] + turned, even[k] - turned);
        }
        return y;
    }

    private static double Number(JsonElement p, string key) => p.GetProperty(key).GetDouble();
}
