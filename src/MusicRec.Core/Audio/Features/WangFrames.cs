namespace MusicRec.Audio;

/// <summary>The input of Wang, Wang 2014: mel bands of windows of 30 ms that do not overlap, 166 x 120 values for a clip of 5 s. The paper says no
/// more; mel scale, power and ln(1 + 10000 x) are ours. Windows are centred in a transform of twice to four times their length, so that no
/// low band is empty.</summary>
public sealed class WangFrames : IClipFeatures
{
    private readonly MelSpectrogram _mel;
    private readonly int _window;

    /// <summary>Makes the plan.</summary>
    /// <param name="sampleRate">Samples per second, at least 1000.</param>
    /// <param name="bands">Mel bands.</param>
    public WangFrames(int sampleRate = 22_050, int bands = 120)
    {
        _window = (int)(Require.Between(sampleRate, 1000, 1 << 24) * 0.03);
        int length = 2;
        while (length < 2 * _window) length *= 2;
        var stft = new StftOptions { FftLength = length, HopLength = _window, WindowLength = _window, Center = false };
        _mel = new MelSpectrogram(sampleRate, stft, new() { Bands = bands }, LogCompression.Log1p());
        Configuration = FeatureText.Of("wang 2014", sampleRate, bands);
    }

    /// <inheritdoc/>
    public string Configuration { get; }

    /// <inheritdoc/>
    public int SampleRate => _mel.SampleRate;

    /// <inheritdoc/>
    public int Columns => _mel.Bins;

    /// <summary>Samples of a window.</summary>
    public int WindowLength => _window;

    /// <inheritdoc/>
    public float[] Compute(ReadOnlySpan<float> samples)
    {
        int frames = samples.Length / _window;
        if (frames == 0) return [];
        var padded = new float[(long)(frames - 1) * _window + _mel.Stft.FftLength]; // frame f's window covers samples f w .. (f + 1) w - 1
        samples[..(frames * _window)].CopyTo(padded.AsSpan((_mel.Stft.FftLength - _window) / 2));
        var values = new float[frames * Columns];
        _mel.Transform(padded, values);
        return values;
    }
}
