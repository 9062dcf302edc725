using System.Buffers;

namespace MusicRec.Audio;

/// <summary>Onset strength, or spectral flux (Boeck, Widmer 2013): the rise of each mel band in dB over Lag frames, mean or median over bands:
/// e[t] = mean_m max(0, L[t, m] - max_near L[t - Lag, m]). Centred frames are told FftLength / (2 hop) frames later, where the onset is.</summary>
public sealed class OnsetStrength : IFrontEnd
{
    private readonly MelSpectrogram _mel;
    private readonly OnsetOptions _options;

    /// <summary>Makes the plan.</summary>
    /// <param name="sampleRate">Samples per second.</param>
    /// <param name="stft">Framing and window; null for librosa's defaults.</param>
    /// <param name="mel">The bank; null for librosa's defaults.</param>
    /// <param name="options">Lag and aggregation; null for librosa's defaults.</param>
    public OnsetStrength(int sampleRate, StftOptions? stft = null, MelOptions? mel = null, OnsetOptions? options = null)
    {
        _options = options ?? new();
        _mel = new MelSpectrogram(sampleRate, stft, mel, LogCompression.Decibel());
    }

    /// <summary>The filters whose rises are taken.</summary>
    public MelFilterBank Bank => _mel.Bank;

    /// <inheritdoc/>
    public int SampleRate => _mel.SampleRate;

    /// <summary>1.</summary>
    public int Bins => 1;

    /// <inheritdoc/>
    public int HopLength => _mel.HopLength;

    /// <summary>Frames per second.</summary>
    public double FrameRate => (double)SampleRate / HopLength;

    /// <inheritdoc/>
    public int FrameCount(int samples) => _mel.FrameCount(samples);

    /// <inheritdoc/>
    public void Transform(ReadOnlySpan<float> samples, Span<float> frames)
    {
        int count = FrameCount(samples.Length), bands = _mel.Bins;
        Require.Length(frames.Length, count, nameof(frames));
        int values = Framing.Values(count, bands);
        float[] rented = ArrayPool<float>.Shared.Rent(values);
        var mel = rented.AsSpan(0, values);
        _mel.Transform(samples, mel);
        if (_options.TopDb is { } range && count > 0) Decibels.Limit(mel, range);
        Envelope(mel, frames);
        ArrayPool<float>.Shared.Return(rented);
    }

    private void Envelope(ReadOnlySpan<float> mel, Span<float> envelope)
    {
        int bands = _mel.Bins, delay = _mel.Stft.Center ? _mel.Stft.FftLength / (2 * HopLength) : 0;
        float[] rented = ArrayPool<float>.Shared.Rent(bands);
        var rises = rented.AsSpan(0, bands);
        envelope.Clear();
        for (int f = _options.Lag; f + delay < envelope.Length; f++)
        {
            Rises(mel.Slice(f * bands, bands), mel.Slice((f - _options.Lag) * bands, bands), rises);
            envelope[f + delay] = _options.Median ? Median(rises) : Mean(rises);
        }
        ArrayPool<float>.Shared.Return(rented);
    }

    private void Rises(ReadOnlySpan<float> now, ReadOnlySpan<float> before, Span<float> rises)
    {
        int left = _options.MaxSize / 2, right = _options.MaxSize - left; // the window of scipy's maximum_filter1d
        for (int m = 0; m < rises.Length; m++)
        {
            float most = before[m];
            for (int near = Math.Max(0, m - left); near < Math.Min(before.Length, m + right); near++) most = Math.Max(most, before[near]);
            rises[m] = Math.Max(0, now[m] - most);
        }
    }

    private static float Mean(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values) sum += value;
        return (float)(sum / values.Length);
    }

    private static float Median(Span<float> values)
    {
        values.Sort();
        int half = values.Length / 2;
        return values.Length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
    }
}
