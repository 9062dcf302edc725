using MusicRec.Audio;

namespace MusicRec.Tests.Audio;

/// <summary>Front-ends of every kind and framing, by name.</summary>
internal static class FrontEnds
{
    public static TheoryData<string> Framewise =>
    [
        "power", "complex", "log-mel", "mfcc", "odd length", "prime length", "not centred", "not centred, wide hop", "reflect", "reflect, odd",
        "edge", "wide hop", "descriptors", "contrast", "contrast, odd length", "root mean square", "zero crossings", "zero crossings, odd",
        "kaldi", "htk", "padded", "pseudo constant-Q",
    ];

    /// <summary>Those that see the whole clip.</summary>
    public static TheoryData<string> WholeClip =>
        ["constant-Q", "hybrid constant-Q", "chroma", "chroma of constant-Q", "chroma energy", "onset strength"];

    public static IFrontEnd Make(string name, int rate = 8000) => name switch
    {
        "power" => new Spectrogram(rate, Stft(256, 64)),
        "complex" => new ComplexSpectrogram(rate, Stft(256, 64)),
        "log-mel" => new MelSpectrogram(rate, Stft(256, 100), new() { Bands = 20 }, LogCompression.Decibel()),
        "mfcc" => new Mfcc(rate, Stft(256, 64), new() { Bands = 20 }, new() { Coefficients = 13, TopDb = null }),
        "mfcc with TopDb" => new Mfcc(rate, Stft(256, 64), new() { Bands = 20 }, new() { Coefficients = 13 }),
        "odd length" => new Spectrogram(rate, Stft(255, 60)),
        "prime length" => new Spectrogram(rate, Stft(257, 60)),
        "not centred" => new Spectrogram(rate, Stft(256, 64) with { Center = false }),
        "not centred, wide hop" => new Spectrogram(rate, Stft(100, 333) with { Center = false }),
        "reflect" => new Spectrogram(rate, Stft(256, 64) with { Padding = PaddingMode.Reflect }),
        "reflect, odd" => new Spectrogram(rate, Stft(255, 64) with { Padding = PaddingMode.Reflect }),
        "edge" => new Spectrogram(rate, Stft(256, 64) with { Padding = PaddingMode.Edge }),
        "wide hop" => new Spectrogram(rate, Stft(64, 400) with { Padding = PaddingMode.Reflect }),
        "descriptors" => new SpectralDescriptors(rate, Stft(256, 64), new SpectralCentroid(), new SpectralFlatness()),
        "contrast" => new SpectralDescriptors(rate, Stft(256, 64), new SpectralContrast { Octaves = 3, MinFrequency = 150 }),
        "contrast, odd length" => new SpectralDescriptors(rate, Stft(255, 60), new SpectralContrast { Octaves = 3, MinFrequency = 150 }),
        "root mean square" => new RootMeanSquare(rate, 256, 64),
        "zero crossings" => new ZeroCrossingRate(rate, 256, 64),
        "zero crossings, odd" => new ZeroCrossingRate(rate, 99, 60),
        "kaldi" => new MelSpectrogram(rate, Stft(256, 80) with { RemoveMean = true, Preemphasis = 0.97, Center = false }, new() { Bands = 20 }),
        "htk" => new MelSpectrogram(rate, Stft(256, 80) with { Preemphasis = 0.97 }, new() { Bands = 20 }, LogCompression.Natural(), magnitude: true),
        "pseudo constant-Q" => new PseudoConstantQ(rate, new() { MinFrequency = 500, Bins = 24, HopLength = 64 }),
        "constant-Q" => new ConstantQ(rate, new() { MinFrequency = 500, Bins = 24, HopLength = 64 }),
        "hybrid constant-Q" => new HybridConstantQ(rate, new() { MinFrequency = 500, Bins = 24, HopLength = 64 }),
        "chroma" => new Chroma(rate, Stft(256, 64)),
        "chroma of constant-Q" => new ChromaConstantQ(22_050, 512),
        "chroma energy" => new ChromaEnergy(22_050, 512, binsPerOctave: 12),
        "onset strength" => new OnsetStrength(rate, Stft(256, 64), new() { Bands = 20 }),
        "padded" => new Spectrogram(rate, Stft(256, 64) with { WindowLength = 200 }),
        _ => throw new ArgumentException(name, nameof(name)),
    };

    public static float[] Transform(this IFrontEnd frontEnd, ReadOnlySpan<float> samples)
    {
        var frames = new float[frontEnd.FrameCount(samples.Length) * frontEnd.Bins];
        frontEnd.Transform(samples, frames);
        return frames;
    }

    private static StftOptions Stft(int length, int hop) => new() { FftLength = length, HopLength = hop };
}
