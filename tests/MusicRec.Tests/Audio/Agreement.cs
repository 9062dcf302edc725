using System.Text.Json;
using MusicRec.Audio;

namespace MusicRec.Tests.Audio;

/// <summary>How far our answer is from a golden item, call by call: the measure, and the most it may be.</summary>
internal sealed record Agreement(string Measure, double Bar, Func<AudioGoldens, JsonElement, double> Error)
{
    private const float DecibelRange = 60;
    private const string OfPeak = "of the peak", Decibel = "dB";

    public static IReadOnlyDictionary<string, Agreement> Calls { get; } = new Dictionary<string, Agreement>
    {
        ["first 16 values of u = s>>40 for LCG seed 1"] = new("integers", 0, Lcg),
        ["scipy.signal.get_window('hann', n, fftbins=True)  (periodic)"] = new(OfPeak, 1e-7, HannWindow),
        ["abs(librosa.stft)"] = new(OfPeak, 1e-5, (g, item) => FrontEnd(g, item, (rate, p) => new Spectrogram(rate, Stft(p), magnitude: true))),
        ["librosa.stft"] = new(OfPeak, 1e-5, Complex),
        ["librosa.filters.mel"] = new(OfPeak, 1e-6, MelBank),
        ["librosa.feature.melspectrogram"] = new(OfPeak, 1e-5, (g, item) => FrontEnd(g, item,
            (rate, p) => new MelSpectrogram(rate, Stft(p), Bank(p), magnitude: p.GetProperty("power").GetDouble() == 1))),
        ["librosa.power_to_db(melspectrogram)"] = new(Decibel, 1e-4, LogMel),
        ["librosa.power_to_db(melspectrogram, ref=np.max, top_db=None)"] = new(Decibel, 1e-4, LogMel),
        ["numpy.log1p(10000 * melspectrogram)  (natural log)"] = new(OfPeak, 1e-5, (g, item) => FrontEnd(g, item,
            (rate, p) => new MelSpectrogram(rate, Stft(p), Bank(p), LogCompression.Log1p(p.GetProperty("C").GetDouble())))),
        ["librosa.feature.mfcc"] = new(OfPeak, 1e-5, (g, item) => FrontEnd(g, item, MakeMfcc)),
        ["librosa.feature.delta(mfcc)"] = new(OfPeak, 1e-5, Delta),
    };

    /// <summary>Largest difference over the largest magnitude.</summary>
    public static double OverPeak(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double worst = Largest(expected, actual);
        return worst == 0 ? 0 : worst / expected.Max(Math.Abs);
    }

    private static double Largest(float[] expected, float[] actual)
    {
        double worst = 0;
        for (int i = 0; i < expected.Length; i++) worst = Math.Max(worst, Math.Abs((double)expected[i] - actual[i])); // NaN stays
        return worst;
    }

    private static double FrontEnd(AudioGoldens goldens, JsonElement item, Func<int, JsonElement, IFrontEnd> make) =>
        OverPeak(goldens.Values(item), Transform(goldens, item, make));

    private static float[] Transform(AudioGoldens goldens, JsonElement item, Func<int, JsonElement, IFrontEnd> make)
    {
        var clip = goldens.Signal(item.GetProperty("signal").GetString()!);
        var frontEnd = make(clip.SampleRate, item.GetProperty("params"));
        var frames = new float[frontEnd.FrameCount(clip.Length) * frontEnd.Bins];
        frontEnd.Transform(clip[0], frames);
        return frames;
    }

    private static double Lcg(AudioGoldens goldens, JsonElement item)
    {
        int[] expected = goldens.Integers(item);
        float[] samples = goldens.Signal("noise")[0].ToArray();
        return Enumerable.Range(0, expected.Length).Max(i => Math.Abs(expected[i] - (samples[i] * (1 << 24) + (1 << 23))));
    }

    private static double HannWindow(AudioGoldens goldens, JsonElement item) =>
        OverPeak(goldens.Values(item),
            [.. Window.Make(WindowShape.Hann, item.GetProperty("params").GetProperty("n").GetInt32()).Select(w => (float)w)]);

    /// <summary>Items are [bins, frames, 2]; ours are [frames, bins, 2].</summary>
    private static double Complex(AudioGoldens goldens, JsonElement item)
    {
        float[] raw = goldens.Values(item), expected = new float[raw.Length];
        float[] actual = Transform(goldens, item, (rate, p) => new ComplexSpectrogram(rate, Stft(p)));
        int bins = item.GetProperty("shape")[0].GetInt32(), frames = item.GetProperty("shape")[1].GetInt32();
        for (int k = 0; k < bins; k++)
            for (int f = 0; f < frames; f++) raw.AsSpan(2 * (k * frames + f), 2).CopyTo(expected.AsSpan(2 * (f * bins + k), 2));
        return OverPeak(expected, actual);
    }

    /// <summary>Two items a bank: where each filter lies, and its weights. Compared as whole matrices [bands, n_fft / 2 + 1]:
    /// a weight of 1e-17 at a triangle's foot may be inside for one and outside for the other.</summary>
    private static double MelBank(AudioGoldens goldens, JsonElement item)
    {
        string name = item.GetProperty("name").GetString()!;
        string bank = name[..name.LastIndexOf('_')];
        var p = item.GetProperty("params");
        int rate = p.GetProperty("sr").GetInt32(), length = p.GetProperty("n_fft").GetInt32(), bins = length / 2 + 1;
        var ours = new MelFilterBank(rate, length, Bank(p));
        int[] bands = goldens.Integers(goldens.Item(bank + "_bands"));
        float[] weights = goldens.Values(goldens.Item(bank + "_weights"));
        float[] expected = new float[ours.Bands * bins], actual = new float[expected.Length];
        Assert.Equal(2 * ours.Bands, bands.Length);
        for (int m = 0, at = 0; m < ours.Bands; at += bands[ours.Bands + m], m++)
        {
            weights.AsSpan(at, bands[ours.Bands + m]).CopyTo(expected.AsSpan(m * bins + bands[m]));
            ours.Band(m).CopyTo(actual.AsSpan(m * bins + ours.Start(m)));
        }
        return OverPeak(expected, actual);
    }

    /// <summary>In dB, over the values down to 60 dB below the loudest. A transform in float32 has errors of 1e-7 of its own peak,
    /// and that is 1e-3 of a value 80 dB below it; librosa's is in double.</summary>
    private static double LogMel(AudioGoldens goldens, JsonElement item)
    {
        var parameters = item.GetProperty("params");
        var log = LogCompression.Decibel(floor: parameters.GetProperty("amin").GetDouble());
        float[] actual = Transform(goldens, item, (rate, p) => new MelSpectrogram(rate, Stft(p), Bank(p), log));
        if (parameters.GetProperty("ref").ValueKind == JsonValueKind.String) Decibels.RelativeToPeak(actual);
        if (parameters.GetProperty("top_db").ValueKind == JsonValueKind.Number) Decibels.Limit(actual, parameters.GetProperty("top_db").GetDouble());
        float[] expected = goldens.Values(item);
        Assert.True(Largest(expected, actual) <= 1e-2, "far below the loudest band, where float32 transforms are noise, still within 0.01 dB");
        float floor = expected.Max() - DecibelRange;
        for (int i = 0; i < actual.Length; i++)
            if (expected[i] < floor) actual[i] = expected[i];
        return Largest(expected, actual);
    }

    private static Mfcc MakeMfcc(int rate, JsonElement p) => new(rate, Stft(p), Bank(p), new MfccOptions
    {
        Coefficients = p.GetProperty("n_mfcc").GetInt32(),
        Transform = (CosineTransform)p.GetProperty("dct_type").GetInt32(),
        Orthonormal = p.GetProperty("norm").ValueKind == JsonValueKind.String,
        Lifter = p.GetProperty("lifter").GetDouble(),
    });

    private static double Delta(AudioGoldens goldens, JsonElement item)
    {
        var p = item.GetProperty("params");
        var of = goldens.Item(p.GetProperty("of").GetString()!);
        float[] features = goldens.Values(of), actual = new float[features.Length];
        var edges = p.GetProperty("mode").GetString() switch
        {
            "interp" => DeltaEdges.Interpolate,
            "nearest" => DeltaEdges.Repeat,
            var mode => throw new NotSupportedException($"The mode '{mode}' of deltas is not known here."),
        };
        int bins = of.GetProperty("shape")[0].GetInt32();
        Deltas.Compute(features, bins, actual, p.GetProperty("width").GetInt32(), p.GetProperty("order").GetInt32(), edges);
        return OverPeak(goldens.Values(item), actual);
    }

    private static StftOptions Stft(JsonElement p) => new()
    {
        FftLength = p.GetProperty("n_fft").GetInt32(),
        HopLength = p.GetProperty("hop_length").GetInt32(),
        WindowLength = p.TryGetProperty("win_length", out var n) && n.ValueKind == JsonValueKind.Number ? n.GetInt32() : null,
        Window = p.TryGetProperty("window", out var shape) ? Enum.Parse<WindowShape>(shape.GetString()!, true) : WindowShape.Hann,
        Center = !p.TryGetProperty("center", out var center) || center.GetBoolean(),
        Padding = !p.TryGetProperty("pad_mode", out var pad) || pad.GetString() == "constant" ? PaddingMode.Zero
            : Enum.Parse<PaddingMode>(pad.GetString()!, true),
    };

    private static MelOptions Bank(JsonElement p) => new()
    {
        Bands = p.GetProperty("n_mels").GetInt32(),
        MinFrequency = p.TryGetProperty("fmin", out var low) ? low.GetDouble() : 0,
        MaxFrequency = p.TryGetProperty("fmax", out var high) && high.ValueKind == JsonValueKind.Number ? high.GetDouble() : null,
        Scale = p.GetProperty("htk").GetBoolean() ? MelScale.Htk : MelScale.Slaney,
        // an MFCC's norm is that of the cosine transform
        Norm = p.TryGetProperty("n_mfcc", out _) || p.GetProperty("norm").ValueKind != JsonValueKind.Null ? MelNorm.Slaney : MelNorm.None,
    };
}
