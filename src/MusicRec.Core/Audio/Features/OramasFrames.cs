namespace MusicRec.Audio;

/// <summary>The frames of Oramas, Nieto, Sordo, Serra 2017: the constant-Q transform at 22,050 Hz, 96 bins, hop 1024, as power in dB below the
/// track's maximum, at most 80. Their network sees patches of 322 frames: see <see cref="PatchFeatures"/> and <see cref="Standardizer"/>.</summary>
public sealed class OramasFrames : IClipFeatures
{
    /// <summary>Frames of a patch of 15 s.</summary>
    public const int PatchLength = 322;

    private readonly ConstantQ _transform = new(22_050, new() { HopLength = 1024, Bins = 96 });

    /// <inheritdoc/>
    public string Configuration { get; } = "oramas 2017";

    /// <inheritdoc/>
    public int SampleRate => _transform.SampleRate;

    /// <inheritdoc/>
    public int Columns => _transform.Bins;

    /// <inheritdoc/>
    public float[] Compute(ReadOnlySpan<float> samples)
    {
        var frames = new float[_transform.FrameCount(samples.Length) * Columns];
        _transform.Transform(samples, frames);
        for (int i = 0; i < frames.Length; i++) frames[i] = (float)(10 * Math.Log10(Math.Max(1e-10, (double)frames[i] * frames[i])));
        Decibels.RelativeToPeak(frames);
        Decibels.Limit(frames, 80);
        return frames;
    }
}
