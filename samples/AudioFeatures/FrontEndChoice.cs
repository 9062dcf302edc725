using System.Collections.Concurrent;
using System.Text.Json;
using MusicRec.Audio;

namespace MusicRec.Samples;

/// <summary>A front-end by name, with the settings of --options; plans are made once a sample rate.</summary>
internal sealed class FrontEndChoice(string name, string? options)
{
    /// <summary>The names to choose from.</summary>
    public const string Names = "mel, mfcc, cqt, chroma, power";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNameCaseInsensitive = true,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    private readonly ConcurrentDictionary<int, (IFrontEnd, BinAxis)> _plans = new();
    private readonly Settings _settings = Parse(options);

    /// <summary>What --options may hold.</summary>
    internal sealed record Settings(
        int? SampleRate = 22050, int FftLength = 2048, int HopLength = 512, int Bands = 128, int Coefficients = 20, bool Htk = false,
        int CqtBins = 84, int BinsPerOctave = 12);

    /// <summary>The front-end's name.</summary>
    public string Name => name;

    /// <summary>The rate to convert to; null keeps each file's own.</summary>
    public int? SampleRate => _settings.SampleRate;

    /// <summary>The features for a store, which have one sample rate.</summary>
    public IClipFeatures Features()
    {
        int rate = SampleRate ?? throw new ArgumentException("A folder needs one sample rate for all its files; set sampleRate in --options.");
        return new FrontEndFeatures(Plan(rate).Plan, FeatureText.Of(name, _settings));
    }

    /// <summary>The plan for a sample rate.</summary>
    public (IFrontEnd Plan, BinAxis Axis) Plan(int rate) => _plans.GetOrAdd(rate, Make);

    private (IFrontEnd, BinAxis) Make(int rate)
    {
        var stft = new StftOptions { FftLength = _settings.FftLength, HopLength = _settings.HopLength };
        var mel = new MelOptions { Bands = _settings.Bands, Scale = _settings.Htk ? MelScale.Htk : MelScale.Slaney };
        var cqt = new ConstantQOptions { HopLength = _settings.HopLength, Bins = _settings.CqtBins, BinsPerOctave = _settings.BinsPerOctave };
        return name switch
        {
            "mel" => (new MelSpectrogram(rate, stft, mel, LogCompression.Decibel()), new BinAxis("Hz", Centres(rate, mel), "dB")),
            "mfcc" => (new Mfcc(rate, stft, mel, new MfccOptions { Coefficients = _settings.Coefficients }), Numbers(_settings.Coefficients)),
            "cqt" => Wavelets(new ConstantQ(rate, cqt, LogCompression.AmplitudeDecibel())),
            "chroma" => (new Chroma(rate, stft), Numbers(12) with { Unit = "" }),
            "power" => (new InDecibels(new Spectrogram(rate, stft)), new BinAxis("Hz", Lines(rate), "dB")),
            _ => throw new ArgumentException($"There is no front-end '{name}'; choose one of {Names}."),
        };
    }

    private static BinAxis Numbers(int count) => new("#", [.. Enumerable.Range(0, count).Select(i => (double)i)], "");

    private double[] Lines(int rate) => [.. Enumerable.Range(0, _settings.FftLength / 2 + 1).Select(k => (double)k * rate / _settings.FftLength)];

    private static double[] Centres(int rate, MelOptions mel)
    {
        double low = MelFilterBank.ToMel(mel.MinFrequency, mel.Scale), high = MelFilterBank.ToMel(mel.MaxFrequency ?? rate / 2.0, mel.Scale);
        return [.. Enumerable.Range(1, mel.Bands).Select(i => MelFilterBank.ToHz(low + (high - low) * i / (mel.Bands + 1), mel.Scale))];
    }

    private static Settings Parse(string? options)
    {
        if (options is null) return new Settings();
        try
        {
            return JsonSerializer.Deserialize<Settings>(options, Json) ?? new Settings();
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"--options must be JSON such as {{\"fftLength\": 1024, \"bands\": 96}}: {e.Message}");
        }
    }

    private static (IFrontEnd, BinAxis) Wavelets(ConstantQ plan) => (plan, new BinAxis("Hz", plan.Frequencies.ToArray(), "dB"));

    /// <summary>Power in decibels.</summary>
    private sealed class InDecibels(Spectrogram inner) : IFrontEnd
    {
        public int SampleRate => inner.SampleRate;
        public int Bins => inner.Bins;
        public int HopLength => inner.HopLength;
        public int FrameCount(int samples) => inner.FrameCount(samples);

        public void Transform(ReadOnlySpan<float> samples, Span<float> frames)
        {
            inner.Transform(samples, frames);
            for (int i = 0; i < frames.Length; i++) frames[i] = 10 * MathF.Log10(MathF.Max(1e-10f, frames[i]));
        }
    }
}
