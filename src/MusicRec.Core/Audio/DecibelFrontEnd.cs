namespace MusicRec.Audio;

/// <summary>Decibels relative to the loudest value of the clip, over any front-end: 10 log10(max(floor, x^p / max x^p)), and no value more than
/// TopDb below 0. librosa's power_to_db and amplitude_to_db with ref=np.max.</summary>
public sealed class DecibelFrontEnd : IFrontEnd
{
    private const double Floor = 1e-10; // of a power, before it is related to the peak

    private readonly IFrontEnd _inner;
    private readonly double? _topDb;
    private readonly bool _amplitudes;

    /// <summary>Wraps a front-end.</summary>
    /// <param name="inner">Gives magnitudes or powers, not negative.</param>
    /// <param name="amplitudes">True: it gives magnitudes, which are squared; false: powers.</param>
    /// <param name="topDb">Range kept below the loudest value, in dB; null for all.</param>
    public DecibelFrontEnd(IFrontEnd inner, bool amplitudes, double? topDb = 80)
    {
        _inner = Require.NotNull(inner);
        _amplitudes = amplitudes;
        _topDb = topDb is { } db ? Require.Positive(db) : null;
    }

    /// <inheritdoc/>
    public int SampleRate => _inner.SampleRate;

    /// <inheritdoc/>
    public int Bins => _inner.Bins;

    /// <inheritdoc/>
    public int HopLength => _inner.HopLength;

    /// <inheritdoc/>
    public int FrameCount(int samples) => _inner.FrameCount(samples);

    /// <inheritdoc/>
    public void Transform(ReadOnlySpan<float> samples, Span<float> frames)
    {
        _inner.Transform(samples, frames);
        for (int i = 0; i < frames.Length; i++)
        {
            double power = _amplitudes ? (double)frames[i] * frames[i] : frames[i];
            frames[i] = (float)(10 * Math.Log10(Math.Max(Floor, power)));
        }
        Decibels.RelativeToPeak(frames);
        if (_topDb is { } range) Decibels.Limit(frames, range);
    }
}
