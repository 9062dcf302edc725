namespace MusicRec.Audio;

/// <summary>Magnitude or power spectrogram: |X[f, k]|^p with X the short-time Fourier transform, k in 0 .. FftLength / 2.</summary>
public sealed unsafe class Spectrogram : LaneFrontEnd
{
    private readonly bool _root;

    /// <summary>Makes the plan.</summary>
    /// <param name="sampleRate">Samples per second.</param>
    /// <param name="stft">Framing and window; null for librosa's defaults.</param>
    /// <param name="magnitude">True: |X|; false (default): |X|^2.</param>
    public Spectrogram(int sampleRate, StftOptions? stft = null, bool magnitude = false) : base(sampleRate, stft ?? new()) => _root = magnitude;

    /// <inheritdoc/>
    public override int Bins => SpectrumBins;

    private protected override float* Steps<V>(float* z, float* work)
    {
        Spectrum.Power<V>(z, work, _root);
        return work;
    }
}
