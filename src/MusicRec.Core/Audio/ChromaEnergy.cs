namespace MusicRec.Audio;

/// <summary>Chroma energy normalised statistics, CENS (Müller, Ewert 2011): each frame of constant-Q chroma becomes shares, shares are quantised to
/// quarters at 0.05, 0.1, 0.2 and 0.4, smoothed over time with a Hann window, and scaled to Euclidean length 1. Robust against dynamics, timbre and
/// local tempo.</summary>
public sealed class ChromaEnergy : IFrontEnd
{
    private readonly ChromaConstantQ _chroma;
    private readonly double[] _window;

    /// <summary>Makes the plan.</summary>
    /// <param name="sampleRate">Samples per second.</param>
    /// <param name="hopLength">Samples from one frame to the next.</param>
    /// <param name="smoothing">Frames that are smoothed over, odd. Default 41.</param>
    /// <param name="binsPerOctave">Bins of the constant-Q transform to an octave, a multiple of 12.</param>
    /// <param name="tuning">Deviation from A4 = 440 Hz in bins; null estimates it from every signal.</param>
    public ChromaEnergy(int sampleRate, int hopLength = 512, int smoothing = 41, int binsPerOctave = 36, double? tuning = null)
    {
        if (Require.Positive(smoothing) % 2 == 0) throw new ArgumentException($"smoothing is {smoothing}; it must be odd.", nameof(smoothing));
        _chroma = new ChromaConstantQ(sampleRate, hopLength, binsPerOctave, tuning, ChromaNorm.Sum);
        _window = [.. Enumerable.Range(1, smoothing).Select(t => (1 - Math.Cos(2 * Math.PI * t / (smoothing + 1))) / (smoothing + 1))]; // sums to 1
    }

    /// <inheritdoc/>
    public int SampleRate => _chroma.SampleRate;

    /// <inheritdoc/>
    public int Bins => _chroma.Bins;

    /// <inheritdoc/>
    public int HopLength => _chroma.HopLength;

    /// <inheritdoc/>
    public int FrameCount(int samples) => _chroma.FrameCount(samples);

    /// <inheritdoc/>
    public void Transform(ReadOnlySpan<float> samples, Span<float> frames)
    {
        Require.Length(frames.Length, (long)FrameCount(samples.Length) * Bins, nameof(frames));
        var shares = new float[frames.Length];
        _chroma.Transform(samples, shares);
        for (int i = 0; i < shares.Length; i++) shares[i] = Quantise(shares[i]);
        int half = _window.Length / 2 * Bins;
        for (int i = 0; i < frames.Length; i++)
        {
            double sum = 0;
            for (int t = 0, at = i - half; t < _window.Length; t++, at += Bins)
                if (at >= 0 && at < shares.Length) sum += _window[t] * shares[at];
            frames[i] = (float)sum;
        }
        ChromaFrames.Normalize(frames, Bins, ChromaNorm.Euclidean);
    }

    private static float Quantise(float share) =>
        (share > 0.4f ? 0.25f : 0) + (share > 0.2f ? 0.25f : 0) + (share > 0.1f ? 0.25f : 0) + (share > 0.05f ? 0.25f : 0);
}
