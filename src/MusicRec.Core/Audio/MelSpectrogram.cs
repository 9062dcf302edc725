using MusicRec.Kernels;

namespace MusicRec.Audio;

/// <summary>Mel spectrogram: a mel filter bank on the power (or magnitude) spectrogram, with an optional log compression.</summary>
public sealed unsafe class MelSpectrogram : LaneFrontEnd
{
    private readonly bool _root;
    private readonly LogCompression? _log;

    /// <summary>Makes the plan.</summary>
    /// <param name="sampleRate">Samples per second.</param>
    /// <param name="stft">Framing and window; null for librosa's defaults.</param>
    /// <param name="mel">The bank; null for librosa's defaults.</param>
    /// <param name="log">Compression of the bands; null for none.</param>
    /// <param name="magnitude">True: bands of |X|; false (default): bands of |X|^2.</param>
    public MelSpectrogram(int sampleRate, StftOptions? stft = null, MelOptions? mel = null, LogCompression? log = null, bool magnitude = false)
        : base(sampleRate, stft ?? new())
    {
        Bank = new MelFilterBank(sampleRate, Stft.FftLength, mel);
        (_log, _root) = (log, magnitude);
    }

    /// <summary>The filters.</summary>
    public MelFilterBank Bank { get; }

    /// <inheritdoc/>
    public override int Bins => Bank.Bands;

    private protected override float* Steps<V>(float* z, float* work)
    {
        float* bands = work + SpectrumBins * V.Count;
        Spectrum.Power<V>(z, work, _root);
        fixed (int* starts = Bank.Starts, offsets = Bank.Offsets)
        fixed (float* weights = Bank.Weights)
            LaneBands.Run<V>(starts, offsets, weights, Bank.Bands, work, bands);
        if (_log is { } log) LaneLog.Run<V>(bands, Bank.Bands, (float)log.Gain, (float)log.Bias, (float)log.Floor, (float)log.Scale);
        return bands;
    }
}
