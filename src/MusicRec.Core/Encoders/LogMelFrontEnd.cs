using MusicRec.Audio;
using MusicRec.Numerics;

namespace MusicRec.Encoders;

/// <summary>ln(1 + 10,000 x) of mel bands. The defaults are those of <see cref="PaperFrontEnds.VanDenOord2013"/>.</summary>
public sealed class LogMelFrontEnd : AudioFrontEnd
{
    internal const string Name = "log-mel";
    private readonly MelSpectrogram _mel;

    /// <summary>Makes the plan.</summary>
    /// <param name="bands">Mel bands, 1 to 1024.</param>
    /// <param name="fftLength">Samples of a frame, 16 to 65,536.</param>
    /// <param name="hopLength">Samples from one frame to the next, up to 2^20.</param>
    /// <param name="sampleRate">Samples per second, 1000 to 192,000.</param>
    public LogMelFrontEnd(int bands = 128, int fftLength = 1024, int hopLength = 512, int sampleRate = PaperFrontEnds.SampleRate)
    {
        var stft = new StftOptions
        {
            FftLength = Require.Between(fftLength, 16, 1 << 16),
            HopLength = Require.Between(hopLength, 1, 1 << 20),
            Center = false,
        };
        _mel = new MelSpectrogram(Require.Between(sampleRate, 1000, 192_000), stft, new() { Bands = Require.Between(bands, 1, 1024) },
            LogCompression.Log1p());
        Configuration = FeatureText.Of(Name, bands, fftLength, hopLength, sampleRate);
    }

    /// <inheritdoc/>
    public override string Configuration { get; }

    /// <inheritdoc/>
    public override int SampleRate => _mel.SampleRate;

    /// <inheritdoc/>
    public override int Columns => _mel.Bins;

    /// <inheritdoc/>
    public override float[] Compute(ReadOnlySpan<float> samples)
    {
        var frames = new float[_mel.FrameCount(samples.Length) * Columns];
        _mel.Transform(samples, frames);
        return frames;
    }

    private protected override string Kind => Name;

    private protected override void Write(ModelFile file)
    {
        file.Set("bands", Columns);
        file.Set("fft_length", _mel.Stft.FftLength);
        file.Set("hop_length", _mel.HopLength);
        file.Set("sample_rate", SampleRate);
    }

    internal static LogMelFrontEnd Read(ModelFile file) =>
        new(file.Get<int>("bands"), file.Get<int>("fft_length"), file.Get<int>("hop_length"), file.Get<int>("sample_rate"));
}
