using System.Text.Json;
using MusicRec.Audio;
using Xunit.Abstractions;

namespace MusicRec.Tests.Audio;

[ChecksAudioCalls("librosa.feature.chroma_stft", "librosa.feature.chroma_cqt", "librosa.feature.chroma_cens",
    "librosa.estimate_tuning(y, sr, bins_per_octave=12)", "librosa.feature.tonnetz", "librosa.filters.chroma")]
public class ChromaGoldenTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names(string call) => SpectrogramGoldenTests.Names(call);

    [SharedTheory(AudioGoldens.Manifest), MemberData(nameof(Names), "librosa.feature.chroma_stft")]
    public void Chroma_of_spectra(string name) => Check(name, (rate, p) => new Chroma(rate, tuning: Number(p)), 1e-5);

    [SharedTheory(AudioGoldens.Manifest), MemberData(nameof(Names), "librosa.feature.chroma_cqt")]
    public void Chroma_of_constant_Q(string name) => Check(name, (rate, p) => new ChromaConstantQ(rate, tuning: Number(p)), 1e-5);

    [SharedTheory(AudioGoldens.Manifest), MemberData(nameof(Names), "librosa.feature.chroma_cens")]
    public void Chroma_energy(string name) => Check(name, (rate, p) => new ChromaEnergy(rate, tuning: Number(p)), 1e-5);

    [SharedTheory(AudioGoldens.Manifest), MemberData(nameof(Names), "librosa.estimate_tuning(y, sr, bins_per_octave=12)")]
    public void Tuning_estimate(string name)
    {
        var (clip, expected, _) = Read(name);
        Assert.Equal(expected[0], Tuning.Estimate(clip[0], clip.SampleRate), 1e-6);
    }

    [SharedTheory(AudioGoldens.Manifest), MemberData(nameof(Names), "librosa.feature.tonnetz")]
    public void Tonal_centroids(string name)
    {
        var (clip, expected, p) = Read(name);
        float[] chroma = Frames(new ChromaConstantQ(clip.SampleRate, tuning: Number(p)), clip), actual = new float[chroma.Length / 2];
        Tonnetz.Compute(chroma, actual);
        Compare(name, expected, actual, 1e-5, 1e-6);
    }

    [SharedTheory(AudioGoldens.Manifest), MemberData(nameof(Names), "librosa.filters.chroma")]
    public void Filters(string name)
    {
        var item = AudioGoldens.Instance!.Item(name);
        var p = item.GetProperty("params");
        float[] expected = AudioGoldens.Instance.Values(item);
        int Integer(string key) => p.GetProperty(key).GetInt32();
        var bank = new ChromaFilterBank(Integer("sr"), Integer("n_fft"), Integer("n_chroma"), p.GetProperty("tuning").GetDouble());
        for (int c = 0; c < bank.Classes; c++)
            for (int k = 0; k < bank.Bins; k++) Assert.Equal(expected[k * bank.Classes + c], bank.Weights(c)[k], 1e-6f);
    }

    [Fact]
    public void An_A_is_heard_as_an_A()
    {
        float[] tone = [.. Enumerable.Range(0, 44100).Select(t => (float)Math.Sin(2 * Math.PI * 445 * t / 22050))];
        double cents = 1200 * Math.Log2(445 / 440.0);
        Assert.Equal(cents / 100, Tuning.Estimate(tone, 22050), 0.03); // a parabola through three bins is off by up to a twentieth of a bin
        foreach (var plan in (IFrontEnd[])[new Chroma(22050), new ChromaConstantQ(22050), new ChromaEnergy(22050)])
        {
            float[] frames = Frames(plan, new AudioClip(22050, tone)), middle = frames[(frames.Length / 24 * 12)..][..12];
            Assert.Equal(9, Array.IndexOf(middle, middle.Max()));
            Assert.Empty(Frames(plan, new AudioClip(22050, [[]])));
            Assert.All(Frames(plan, new AudioClip(22050, new float[4000])), value => Assert.Equal(0, value));
        }
    }

    [Fact]
    public void Tonal_centroids_of_one_class_lie_on_the_circles()
    {
        float[] centroids = new float[12];
        Tonnetz.Compute([3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], centroids);
        Assert.Equal([0, 1, 0, 1, 0, 0.5f, 0, 0, 0, 0, 0, 0], centroids);
        Assert.Throws<ArgumentException>(() => Tonnetz.Compute(new float[12], new float[5]));
    }

    private void Check(string name, Func<int, JsonElement, IFrontEnd> make, double tolerance, double median = 1e-6)
    {
        var (clip, expected, p) = Read(name);
        Compare(name, expected, Frames(make(clip.SampleRate, p), clip), tolerance, median);
    }

    private void Compare(string name, float[] expected, float[] actual, double tolerance, double median)
    {
        Assert.Equal(expected.Length, actual.Length);
        double peak = expected.Max(Math.Abs);
        double[] errors = [.. expected.Zip(actual, (e, a) => Math.Abs((double)e - a) / peak).Order()];
        double middle = errors[errors.Length / 2], most = errors[errors.Length * 99 / 100], worst = errors[^1];
        output.WriteLine($"{name}: median {middle:e2}, 99 % {most:e2}, worst {worst:e2} of the peak (bars {median:g2}, {tolerance:g2})");
        Assert.True(worst <= tolerance && middle <= median, $"{name}: median {middle:e2}, worst {worst:e2} of the peak");
    }

    private static (AudioClip Clip, float[] Values, JsonElement Parameters) Read(string name)
    {
        var goldens = AudioGoldens.Instance!;
        var item = goldens.Item(name);
        return (goldens.Signal(item.GetProperty("signal").GetString()!), goldens.Values(item), item.GetProperty("params"));
    }

    private static float[] Frames(IFrontEnd plan, AudioClip clip)
    {
        var frames = new float[plan.FrameCount(clip.Length) * plan.Bins];
        plan.Transform(clip[0], frames);
        return frames;
    }

    private static double? Number(JsonElement p) => p.GetProperty("tuning") is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;
}
