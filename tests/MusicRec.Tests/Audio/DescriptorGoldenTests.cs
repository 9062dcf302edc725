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

    [SharedTheory(AudioGoldens.Manifest), MemberData(nameof(Names), "librosa.feature.spectral_contrast")]
    public void Contrast(string name) => Check(name, p => new SpectralContrast
    {
        Octaves = (int)Number(p, "n_bands"),
        MinFrequency = Number(p, "fmin"),
        Quantile = Number(p, "quantile"),
    });

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

    private static double Number(JsonElement p, string key) => p.GetProperty(key).GetDouble();
}
