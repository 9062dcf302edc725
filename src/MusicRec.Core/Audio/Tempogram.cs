using MusicRec.Kernels;

namespace MusicRec.Audio;

/// <summary>Autocorrelation tempogram (Grosche, Mueller, Kurth 2010): at each frame, the autocorrelation of the onset envelope around it under a
/// Hann window, by its largest value: r[t, l] = sum_i e_t[i] e_t[i + l] / max. The envelope is led to 0 by a ramp of half
/// a window at both ends.</summary>
public sealed class Tempogram
{
    private readonly float[] _window;

    /// <summary>Makes the plan.</summary>
    /// <param name="length">Frames of a window, and lags told: 0 .. length - 1; 2 to 65536. librosa's default is 384.</param>
    public Tempogram(int length = 384) =>
        _window = Array.ConvertAll(Window.Make(WindowShape.Hann, Require.Between(length, 2, 1 << 16)), value => (float)value);

    /// <summary>Lags, from 0.</summary>
    public int Lags => _window.Length;

    /// <summary>Computes the tempogram.</summary>
    /// <param name="envelope">Onset strengths, shape [frames].</param>
    /// <param name="tempogram">Filled, shape [frames, Lags].</param>
    public void Compute(ReadOnlySpan<float> envelope, Span<float> tempogram)
    {
        Require.Length(tempogram.Length, (long)envelope.Length * Lags, nameof(tempogram));
        FiniteSamples.Require(envelope, 0, "the envelope");
        float[] padded = Pad(envelope, Lags / 2), frame = new float[Lags];
        for (int t = 0; t < envelope.Length; t++) Correlate(padded.AsSpan(t, Lags), frame, tempogram.Slice(t * Lags, Lags));
    }

    /// <summary>Mean over time of the tempogram, in double: [Lags].</summary>
    internal double[] Mean(ReadOnlySpan<float> envelope)
    {
        float[] padded = Pad(envelope, Lags / 2), frame = new float[Lags], row = new float[Lags];
        var mean = new double[Lags];
        for (int t = 0; t < envelope.Length; t++)
        {
            Correlate(padded.AsSpan(t, Lags), frame, row);
            for (int l = 0; l < Lags; l++) mean[l] += row[l];
        }
        for (int l = 0; l < Lags; l++) mean[l] /= Math.Max(1, envelope.Length);
        return mean;
    }

    private void Correlate(ReadOnlySpan<float> from, Span<float> frame, Span<float> row)
    {
        for (int i = 0; i < frame.Length; i++) frame[i] = from[i] * _window[i];
        float peak = 0;
        for (int l = 0; l < row.Length; l++)
        {
            row[l] = Dot.Run(frame[..^l], frame[l..]);
            peak = Math.Max(peak, Math.Abs(row[l]));
        }
        if (peak < 1.1754944e-38f) return;
        for (int l = 0; l < row.Length; l++) row[l] /= peak;
    }

    private static float[] Pad(ReadOnlySpan<float> envelope, int pad)
    {
        var padded = new float[envelope.Length + 2 * pad];
        envelope.CopyTo(padded.AsSpan(pad));
        for (int i = 0; i < pad && envelope.Length > 0; i++)
        {
            padded[i] = envelope[0] * i / pad;
            padded[^(i + 1)] = envelope[^1] * i / pad;
        }
        return padded;
    }
}
