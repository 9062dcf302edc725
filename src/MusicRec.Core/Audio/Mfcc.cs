using System.Buffers;
using MusicRec.Kernels;

namespace MusicRec.Audio;

/// <summary>Mel-frequency cepstral coefficients (Davis, Mermelstein 1980): a cosine transform of the compressed mel bands,
/// by default the orthonormal DCT-II: c[i] = s_i sum_m b[m] cos(pi i (m + 1/2) / M), s_0 = sqrt(1 / M), s_i = sqrt(2 / M).</summary>
public sealed unsafe class Mfcc : IFramewise
{
    private readonly MelSpectrogram _mel;
    private readonly double? _topDb;
    private readonly float[] _dct; // [bands, coefficients], lifter included

    /// <summary>Makes the plan.</summary>
    /// <param name="sampleRate">Samples per second.</param>
    /// <param name="stft">Framing and window; null for librosa's defaults.</param>
    /// <param name="mel">The bank; null for librosa's defaults.</param>
    /// <param name="options">Coefficients, lifter, compression; null for librosa's defaults.</param>
    /// <param name="magnitude">True: bands of |X|, as HTK; false (default): bands of |X|^2.</param>
    public Mfcc(int sampleRate, StftOptions? stft = null, MelOptions? mel = null, MfccOptions? options = null, bool magnitude = false)
    {
        options ??= new();
        _mel = new MelSpectrogram(sampleRate, stft, mel, options.Log, magnitude);
        if (options.Coefficients > _mel.Bins)
            throw new ArgumentException(
                $"{options.Coefficients} coefficients cannot come from {_mel.Bins} bands; ask for at most as many.", nameof(options));
        (Bins, _topDb) = (options.Coefficients, options.TopDb);
        _dct = Dct(_mel.Bins, options);
    }

    /// <summary>The filters under the cosine transform.</summary>
    public MelFilterBank Bank => _mel.Bank;

    /// <inheritdoc/>
    public int SampleRate => _mel.SampleRate;

    /// <inheritdoc/>
    public int Bins { get; }

    /// <inheritdoc/>
    public int HopLength => _mel.HopLength;

    /// <inheritdoc/>
    public int FrameCount(int samples) => _mel.FrameCount(samples);

    /// <inheritdoc/>
    public void Transform(ReadOnlySpan<float> samples, Span<float> frames)
    {
        int count = FrameCount(samples.Length);
        Require.Length(frames.Length, (long)count * Bins, nameof(frames));
        FiniteSamples.Require(samples);
        Part(samples, _mel.Spectrum.Framing, 0, count, frames);
    }

    Framing IFramewise.Framing => _mel.Spectrum.Framing;

    string? IFramewise.NeedsWholeClip => _topDb is null ? null
        : "Its TopDb limits every band by the loudest of the whole clip, which a stream cannot know before the end; set TopDb to null.";

    void IFramewise.Transform(ReadOnlySpan<float> samples, Framing framing, int first, int total, Span<float> frames) =>
        Part(samples, framing, first, total, frames);

    private void Part(ReadOnlySpan<float> samples, Framing framing, int first, int total, Span<float> frames)
    {
        int count = frames.Length / Bins, bands = _mel.Bins;
        int values = Audio.Framing.Values(count, bands);
        float[] rented = ArrayPool<float>.Shared.Rent(values);
        var mel = rented.AsSpan(0, values);
        _mel.Part(samples, framing, first, total, mel);
        if (_topDb is { } range) Decibels.Limit(mel, range);
        fixed (float* from = mel, dct = _dct, to = frames)
            Gemm.Run(count, Bins, bands, new Operand(from, bands), new Operand(dct, Bins), to, Bins, add: false);
        ArrayPool<float>.Shared.Return(rented);
    }

    private static float[] Dct(int bands, MfccOptions options)
    {
        var table = new float[bands * options.Coefficients];
        for (int m = 0; m < bands; m++)
        {
            for (int i = 0; i < options.Coefficients; i++)
            {
                double lift = Lift(options.LifterFromZero ? i : i + 1, options.Lifter);
                table[m * options.Coefficients + i] = (float)(lift * Cosine(i, m, bands, options));
            }
        }
        return table;
    }

    private static double Lift(int i, double lifter) => lifter > 0 ? 1 + lifter / 2 * Math.Sin(Math.PI * i / lifter) : 1;

    private static double Cosine(int i, int m, int bands, MfccOptions options) => options.Transform switch
    {
        CosineTransform.Two => (options.Orthonormal ? Math.Sqrt((i == 0 ? 1.0 : 2.0) / bands) : 2) * Math.Cos(Math.PI * i * (m + 0.5) / bands),
        _ => (options.Orthonormal ? Math.Sqrt((m == 0 ? 1.0 : 2.0) / bands) : m == 0 ? 1 : 2) * Math.Cos(Math.PI * m * (i + 0.5) / bands),
    };
}
