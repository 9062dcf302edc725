using System.Text.Json;
using MusicRec.Audio;
using Xunit.Abstractions;

namespace MusicRec.Tests.Audio;

/// <summary>Against librosa: the median relative error and the rms error over the rms. Librosa's own distance from the definition is about 1 %
/// rms.</summary>
[ChecksAudioCalls("abs(librosa.cqt)", "abs(librosa.vqt)", "librosa.pseudo_cqt", "librosa.hybrid_cqt", "librosa.cqt", Direct,
    "librosa.interval_frequencies; librosa.filters.wavelet_lengths")]
public class ConstantQGoldenTests(ITestOutputHelper output)
{
    private const string Direct = "magnitude of the exact CQT: every librosa.filters.wavelet filter (double) at the full rate, "
        + "no early downsampling, no octave recursion, sparsity 0, divided by sqrt(length)";

    public static TheoryData<string> Names(string call) => SpectrogramGoldenTests.Names(call);

    [SharedTheory(AudioGoldens.Manifest), MemberData(nameof(Names), "abs(librosa.cqt)")]
    public void Constant_Q_agrees_with_librosa(string name)
    {
        var (rate, o) = Options(name);
        var (median, rms) = Bars(name);
        Check(name, new ConstantQ(rate, o), median, rms);
    }

    [SharedTheory(AudioGoldens.Manifest), MemberData(nameof(Names), "abs(librosa.vqt)")]
    public void Variable_Q_agrees_with_librosa(string name)
    {
        var (rate, o) = Options(name);
        Check(name, new ConstantQ(rate, o), 1e-5, 1e-5);
    }

    [SharedTheory(AudioGoldens.Manifest), MemberData(nameof(Names), "librosa.pseudo_cqt")]
    public void Pseudo_transform_agrees_with_librosa(string name)
    {
        var (rate, o) = Options(name);
        Check(name, new PseudoConstantQ(rate, o), 1e-5, 1e-5);
    }

    [SharedTheory(AudioGoldens.Manifest), MemberData(nameof(Names), "librosa.hybrid_cqt")]
    public void Hybrid_transform_agrees_with_librosa(string name)
    {
        var (rate, o) = Options(name);
        Check(name, new HybridConstantQ(rate, o), 1e-5, 1e-4);
    }

    [SharedTheory(AudioGoldens.Manifest), MemberData(nameof(Names), "librosa.cqt")]
    public void Phases_agree_with_librosa(string name)
    {
        var item = AudioGoldens.Instance!.Item(name);
        var (rate, o) = Options(name);
        var plan = new ConstantQ(rate, o);
        var clip = Clip(item);
        int frames = plan.FrameCount(clip.Length);
        float[] file = AudioGoldens.Instance.Values(item), actual = new float[frames * plan.Bins * 2], expected = new float[actual.Length];
        plan.TransformComplex(clip[0], actual);
        for (int b = 0; b < plan.Bins; b++)
            for (int f = 0; f < frames; f++)
                for (int part = 0; part < 2; part++) expected[(f * plan.Bins + b) * 2 + part] = file[(b * frames + f) * 2 + part];
        Report(name, expected, actual, 1e-5, 1e-5);
    }

    [SharedTheory(AudioGoldens.Manifest), MemberData(nameof(Names), Direct)]
    public void Is_no_further_from_the_definition_than_librosa(string name)
    {
        var goldens = AudioGoldens.Instance!;
        var own = goldens.Item(name.Replace("cqt_direct", "cqt", StringComparison.Ordinal));
        var (rate, o) = Options(name);
        double librosa = own.GetProperty("call").GetString() == "librosa.cqt"
            ? own.GetProperty("librosa_magnitude_vs_exact_direct_cqt").GetProperty("rms_over_rms").GetDouble()
            : Errors(goldens.Values(goldens.Item(name)), goldens.Values(own)).Rms;
        // Wavelets drawn at the octave's rate are librosa's, and leave librosa's distance; drawn at the signal's rate they leave less, and
        // without sparsity next to none.
        Check(name, new ConstantQ(rate, o), double.PositiveInfinity, librosa * (1 + 1e-4));
        Check(name, new ConstantQ(rate, o with { WaveletRate = WaveletRate.Signal }), double.PositiveInfinity, librosa);
        Check(name, new ConstantQ(rate, o with { WaveletRate = WaveletRate.Signal, Sparsity = 0 }), 1e-2, 2e-4);
    }

    [SharedFact(AudioGoldens.Manifest)]
    public void Bins_of_a_chirp_that_are_not_nearly_silent_agree_with_librosa()
    {
        const string Name = "cqt_chirp_84_12_512";
        var goldens = AudioGoldens.Instance!;
        var (rate, o) = Options(Name);
        float[] librosa = goldens.Values(goldens.Item(Name)), exact = goldens.Values(goldens.Item("cqt_direct_chirp_84_12_512"));
        float[] Transform(ConstantQOptions options) => new ConstantQ(rate, options).Transform(Clip(goldens.Item(Name))[0]);
        float[] ours = Transform(o), best = Transform(o with { WaveletRate = WaveletRate.Signal, Sparsity = 0 });
        float peak = librosa.Max();
        double Median(float[] to, float[] of, List<int> bins) =>
            bins.Select(b => Math.Abs(of[b] / (double)to[b] - 1)).Order().ElementAt(bins.Count / 2);
        output.WriteLine("dB below the peak, bins, median to librosa, largest of the peak; to the exact: librosa, ours, ours at the signal's rate");
        foreach (var level in Enumerable.Range(0, librosa.Length).Where(b => librosa[b] > 0)
            .GroupBy(b => Math.Min(14, (int)(-20 * Math.Log10(librosa[b] / peak) / 10))).OrderBy(group => group.Key))
        {
            List<int> bins = [.. level];
            double own = Median(librosa, ours, bins), absolute = bins.Max(b => Math.Abs(ours[b] - librosa[b])) / peak;
            output.WriteLine($"{10 * level.Key,3}: {bins.Count,5}  {own:e1}  {absolute:e1}  "
                + $"{Median(exact, librosa, bins):e1}  {Median(exact, ours, bins):e1}  {Median(exact, best, bins):e1}");
            Assert.True(absolute < 1e-6, $"{10 * level.Key} dB below the peak a bin differs by {absolute:e1} of it");
            Assert.True(level.Key >= 8 || own < 1e-4, $"{10 * level.Key} dB below the peak the median bin differs by {own:e1}");
        }
    }

    [SharedTheory(AudioGoldens.Manifest), MemberData(nameof(Names), "librosa.interval_frequencies; librosa.filters.wavelet_lengths")]
    public void Frequencies_and_lengths_agree_with_librosa(string name)
    {
        var p = AudioGoldens.Instance!.Item(name).GetProperty("params");
        float[] expected = AudioGoldens.Instance.Values(AudioGoldens.Instance.Item(name));
        var plan = new ConstantQ(p.GetProperty("sr").GetInt32(), Read(p));
        for (int k = 0; k < plan.Bins; k++)
        {
            Assert.Equal(1, plan.Frequencies[k] / expected[2 * k], 1e-6);
            Assert.Equal(1, plan.Lengths[k] / expected[2 * k + 1], 1e-6);
        }
    }

    /// <summary>A chirp or tones leave most bins so quiet that the median one holds the rounding of float32, 120 dB below the peak, in librosa as
    /// here; what is heard, the rms, agrees to 1e-6. The items of scipy's polyphase filter show how far another decimator moves librosa itself:
    /// it passes more of what lies between the octaves.</summary>
    internal static (double Median, double Rms) Bars(string name)
    {
        if (name.Contains("polyphase", StringComparison.Ordinal)) return (2e-3, 0.01);
        if (name.Contains("chirp", StringComparison.Ordinal)) return (3e-3, 1e-5);
        return (name.Contains("sines", StringComparison.Ordinal) ? 1e-4 : 1e-5, 1e-5);
    }

    private void Check(string name, IFrontEnd plan, double median, double rms)
    {
        var item = AudioGoldens.Instance!.Item(name);
        var clip = Clip(item);
        float[] expected = AudioGoldens.Instance.Values(item), actual = new float[plan.FrameCount(clip.Length) * plan.Bins];
        plan.Transform(clip[0], actual);
        Report(name, expected, actual, median, rms);
    }

    private void Report(string name, float[] expected, float[] actual, double median, double rms)
    {
        Assert.Equal(expected.Length, actual.Length);
        var (m, r) = Errors(expected, actual);
        output.WriteLine($"{name}: median relative error {m:e2}, rms error {r:e2} (bars {median:g2}, {rms:g4})");
        Assert.True(m <= median && r <= rms, $"{name}: median relative error {m:e2}, rms error {r:e4}");
    }

    internal static (double Median, double Rms) Errors(float[] expected, float[] actual)
    {
        var heard = expected.Zip(actual).Where(pair => pair.First != 0);
        double[] relative = [.. heard.Select(pair => Math.Abs(pair.Second / (double)pair.First - 1)).Order()];
        double error = expected.Zip(actual, (e, a) => ((double)e - a) * ((double)e - a)).Sum(), power = expected.Sum(e => (double)e * e);
        return (relative[relative.Length / 2], Math.Sqrt(error / power));
    }

    private static AudioClip Clip(JsonElement item) => AudioGoldens.Instance!.Signal(item.GetProperty("signal").GetString()!);

    private static (int Rate, ConstantQOptions Options) Options(string name)
    {
        var item = AudioGoldens.Instance!.Item(name);
        return (Clip(item).SampleRate, Read(item.GetProperty("params")));
    }

    internal static ConstantQOptions Read(JsonElement p)
    {
        var o = new ConstantQOptions
        {
            MinFrequency = p.GetProperty("fmin").GetDouble(),
            Bins = p.GetProperty("n_bins").GetInt32(),
            BinsPerOctave = p.GetProperty("bins_per_octave").GetInt32(),
        };
        if (p.TryGetProperty("gamma", out var gamma)) o = o with { Gamma = gamma.ValueKind == JsonValueKind.Null ? null : gamma.GetDouble() };
        if (!p.TryGetProperty("hop_length", out var hop)) return o;
        return o with
        {
            HopLength = hop.GetInt32(),
            Tuning = p.GetProperty("tuning").GetDouble(),
            FilterScale = p.GetProperty("filter_scale").GetDouble(),
            Sparsity = p.GetProperty("sparsity").GetDouble(),
            Window = Enum.Parse<WindowShape>(p.GetProperty("window").GetString()!, ignoreCase: true),
            ScaleByLength = p.GetProperty("scale").GetBoolean(),
        };
    }
}
