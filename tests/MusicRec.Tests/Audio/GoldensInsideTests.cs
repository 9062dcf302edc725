using System.Text.Json;
using MusicRec.Audio;

namespace MusicRec.Tests.Audio;

/// <summary>The reference numbers that lie inside the tests: librosa's answers to short signals, checked wherever the tests run.</summary>
public class GoldensInsideTests
{
    private static readonly AudioGoldens Goldens = AudioGoldens.Inside;

    public static TheoryData<string> Names => [.. Goldens.Items.Select(item => item.GetProperty("name").GetString()!)];

    [Theory, MemberData(nameof(Names))]
    public void Every_item_is_within_its_bar(string name)
    {
        var item = Goldens.Item(name);
        string call = item.GetProperty("call").GetString()!;
        if (Agreement.Calls.TryGetValue(call, out var agreement)) Within(agreement.Error(Goldens, item), agreement.Bar, name);
        else if (call == "abs(librosa.cqt)") ConstantQ(item, name);
        else if (call == "librosa.filters.chroma") ChromaBank(item);
        else if (call == "librosa.onset.onset_strength")
            Within(Agreement.OverPeak(Goldens.Values(item), Frames(new OnsetStrength(22_050), Clip(item))), 1e-5, name);
        else Assert.Fail($"No test checks '{call}' of {name}.");
    }

    [SharedTheory(AudioGoldens.Manifest), MemberData(nameof(Names))]
    public void They_are_those_of_the_whole_set(string name)
    {
        JsonElement item = Goldens.Item(name), same = AudioGoldens.Instance!.Item(name);
        if (same.GetProperty("dtype").GetString() == "int32")
        {
            Assert.Equal(AudioGoldens.Instance.Integers(same), Goldens.Integers(item));
            return;
        }
        float[] few = Goldens.Values(item), all = AudioGoldens.Instance.Values(same);
        int bins = item.GetProperty("shape")[0].GetInt32();
        if (item.TryGetProperty("step", out var step)) all = [.. all.Where((_, i) => i / bins % step.GetInt32() == 0)];
        Assert.Equal(all.Length, few.Length);
        for (int i = 0; i < all.Length; i++) Assert.InRange(Math.Abs(all[i] - few[i]), 0, 1e-5 * Math.Abs(all[i]));
    }

    private static void ConstantQ(JsonElement item, string name)
    {
        var plan = new ConstantQ(Clip(item).SampleRate, ConstantQGoldenTests.Read(item.GetProperty("params")));
        var (median, rms) = ConstantQGoldenTests.Errors(Goldens.Values(item), Frames(plan, Clip(item)));
        var bars = ConstantQGoldenTests.Bars(name);
        Within(median, bars.Median, name);
        Within(rms, bars.Rms, name);
    }

    /// <summary>Of every so many-th bin.</summary>
    private static void ChromaBank(JsonElement item)
    {
        var p = item.GetProperty("params");
        int step = item.GetProperty("step").GetInt32();
        var bank = new ChromaFilterBank(p.GetProperty("sr").GetInt32(), p.GetProperty("n_fft").GetInt32(), p.GetProperty("n_chroma").GetInt32());
        float[] expected = Goldens.Values(item);
        Assert.Equal(bank.Classes * (bank.Bins / step + 1), expected.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], bank.Weights(i % bank.Classes)[i / bank.Classes * step], 1e-6f);
    }

    private static void Within(double error, double bar, string name) => Assert.True(error <= bar, $"{name}: {error:e2}; the bar is {bar:e0}");

    private static AudioClip Clip(JsonElement item) => Goldens.Signal(item.GetProperty("signal").GetString()!);

    private static float[] Frames(IFrontEnd plan, AudioClip clip) => plan.Transform(clip[0]);
}
