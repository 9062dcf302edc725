using System.Text.Json;
using MusicRec.Audio;

namespace MusicRec.Tests.Audio;

public class SpectrogramGoldenTests
{
    public static TheoryData<string> Names(string call)
    {
        var names = new TheoryData<string>();
        foreach (var item in AudioGoldens.Instance?.Items ?? [])
            if (item.GetProperty("call").GetString() == call) names.Add(item.GetProperty("name").GetString()!);
        return names;
    }

    [SharedTheory(AudioGoldens.Manifest), MemberData(nameof(Names), "abs(librosa.stft)")]
    public void Magnitudes(string name) => Check(name, (rate, p) => new Spectrogram(rate, Stft(p), magnitude: true), 1e-5);

    [SharedTheory(AudioGoldens.Manifest), MemberData(nameof(Names), "librosa.feature.melspectrogram")]
    public void Mel(string name) =>
        Check(name, (rate, p) => new MelSpectrogram(rate, Stft(p), Bank(p), magnitude: p.GetProperty("power").GetDouble() == 1), 1e-5);

    [SharedTheory(AudioGoldens.Manifest), MemberData(nameof(Names), "numpy.log1p(10000 * melspectrogram)  (natural log)")]
    public void LogMel(string name) =>
        Check(name, (rate, p) => new MelSpectrogram(rate, Stft(p), Bank(p), LogCompression.Log1p(p.GetProperty("C").GetDouble())), 1e-5);

    [SharedTheory(AudioGoldens.Manifest), MemberData(nameof(Names), "librosa.feature.mfcc")]
    public void Mfccs(string name) => Check(name, MakeMfcc, 1e-5);

    private static Mfcc MakeMfcc(int rate, JsonElement p) => new(rate, Stft(p), Bank(p), new MfccOptions
    {
        Coefficients = p.GetProperty("n_mfcc").GetInt32(),
        Transform = (CosineTransform)p.GetProperty("dct_type").GetInt32(),
        Orthonormal = p.GetProperty("norm").ValueKind == JsonValueKind.String,
        Lifter = p.GetProperty("lifter").GetDouble(),
    });

    [SharedTheory(AudioGoldens.Manifest), MemberData(nameof(Names), "librosa.feature.delta(mfcc)")]
    public void DeltasOfMfccs(string name)
    {
        var goldens = AudioGoldens.Instance!;
        var p = goldens.Item(name).GetProperty("params");
        var of = goldens.Item(p.GetProperty("of").GetString()!);
        int bins = of.GetProperty("shape")[0].GetInt32();
        float[] features = goldens.Values(of), expected = goldens.Values(goldens.Item(name)), actual = new float[features.Length];
        Deltas.Compute(features, bins, actual, p.GetProperty("width").GetInt32(), p.GetProperty("order").GetInt32(), Edges(p));
        double peak = expected.Max(Math.Abs), worst = expected.Zip(actual, (e, a) => Math.Abs((double)e - a)).Max();
        Assert.True(worst <= 1e-5 * peak, $"{name}: {worst / peak:e2} of the peak");
    }

    private static DeltaEdges Edges(JsonElement p) => p.GetProperty("mode").GetString() switch
    {
        "interp" => DeltaEdges.Interpolate,
        "nearest" => DeltaEdges.Repeat,
        var mode => throw new NotSupportedException($"No edges of deltas are named '{mode}'."),
    };

    private static void Check(string name, Func<int, JsonElement, IFrontEnd> make, double tolerance)
    {
        var goldens = AudioGoldens.Instance!;
        var item = goldens.Item(name);
        var clip = goldens.Signal(item.GetProperty("signal").GetString()!);
        var frontEnd = make(clip.SampleRate, item.GetProperty("params"));
        float[] expected = goldens.Values(item), actual = new float[frontEnd.FrameCount(clip.Length) * frontEnd.Bins];
        frontEnd.Transform(clip[0], actual);
        Assert.Equal(expected.Length, actual.Length);
        double peak = expected.Max(Math.Abs), worst = expected.Zip(actual, (e, a) => Math.Abs((double)e - a)).Max();
        Assert.True(worst <= tolerance * Math.Max(peak, 1e-30), $"{name}: {worst / peak:e2} of the peak");
    }

    private static StftOptions Stft(JsonElement p) => new()
    {
        FftLength = p.GetProperty("n_fft").GetInt32(),
        HopLength = p.GetProperty("hop_length").GetInt32(),
        WindowLength = p.TryGetProperty("win_length", out var w) && w.ValueKind == JsonValueKind.Number ? w.GetInt32() : null,
        Window = p.TryGetProperty("window", out var shape) && shape.ValueKind == JsonValueKind.String
            ? Enum.Parse<WindowShape>(shape.GetString()!, true) : WindowShape.Hann,
        Center = !p.TryGetProperty("center", out var center) || center.GetBoolean(),
        Padding = p.TryGetProperty("pad_mode", out var pad) && pad.GetString() == "reflect" ? PaddingMode.Reflect : PaddingMode.Zero,
    };

    private static MelOptions Bank(JsonElement p) => new()
    {
        Bands = p.GetProperty("n_mels").GetInt32(),
        Scale = p.GetProperty("htk").GetBoolean() ? MelScale.Htk : MelScale.Slaney,
        Norm = p.TryGetProperty("n_mfcc", out _) || p.GetProperty("norm").ValueKind != JsonValueKind.Null ? MelNorm.Slaney : MelNorm.None,
    };
}
