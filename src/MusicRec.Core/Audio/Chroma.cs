using System.Buffers;
using MusicRec.Numerics;

namespace MusicRec.Audio;

/// <summary>Chroma of the power spectrogram: energy of each pitch class, C first.</summary>
public sealed unsafe class Chroma : IFrontEnd
{
    private readonly Spectrogram _spectrogram;
    private readonly double? _tuning;
    private readonly ChromaNorm _norm;
    private readonly RecentPlans<ChromaFilterBank> _banks;

    /// <summary>Makes the plan.</summary>
    /// <param name="sampleRate">Samples per second.</param>
    /// <param name="stft">Framing and window; null for librosa's defaults.</param>
    /// <param name="classes">Pitch classes, a multiple of 12.</param>
    /// <param name="tuning">Deviation from A4 = 440 Hz in classes; null estimates it from every signal.</param>
    /// <param name="norm">Normalisation of each frame.</param>
    public Chroma(int sampleRate, StftOptions? stft = null, int classes = 12, double? tuning = null, ChromaNorm norm = ChromaNorm.Max)
    {
        _spectrogram = new Spectrogram(sampleRate, stft);
        (_tuning, _norm, Bins) = (tuning, Require.Defined(norm), classes);
        _banks = new(t => new ChromaFilterBank(SampleRate, _spectrogram.Stft.FftLength, Bins, t));
        _banks.Of(tuning ?? 0);
    }

    /// <inheritdoc/>
    public int SampleRate => _spectrogram.SampleRate;

    /// <inheritdoc/>
    public int Bins { get; }

    /// <inheritdoc/>
    public int HopLength => _spectrogram.HopLength;

    /// <inheritdoc/>
    public int FrameCount(int samples) => _spectrogram.FrameCount(samples);

    /// <inheritdoc/>
    public void Transform(ReadOnlySpan<float> samples, Span<float> frames)
    {
        int count = FrameCount(samples.Length), bins = _spectrogram.Bins;
        Require.Length(frames.Length, (long)count * Bins, nameof(frames));
        int values = Framing.Values(count, bins);
        float[] rented = ArrayPool<float>.Shared.Rent(values);
        var powers = rented.AsSpan(0, values);
        _spectrogram.Transform(samples, powers);
        var bank = _banks.Of(_tuning ?? Tuning.Estimate(powers, SampleRate, _spectrogram.Stft.FftLength, Bins));
        fixed (float* from = powers, weights = bank.All, to = frames)
            MatrixProduct.Run(count, Bins, bins, new(from, bins), new(weights, bins, transposed: true), to, Bins, add: false, threads: 1);
        ChromaFrames.Normalize(frames, Bins, _norm);
        ArrayPool<float>.Shared.Return(rented);
    }
}
