namespace MusicRec.Audio;

/// <summary>The frames of a front-end as features of a clip.</summary>
/// <param name="frontEnd">The plan.</param>
/// <param name="configuration">All that the plan was made from, in words: see <see cref="FeatureText.Of"/>.</param>
public sealed class FrontEndFeatures(IFrontEnd frontEnd, string configuration) : IClipFeatures
{
    private readonly IFrontEnd _frontEnd = Require.NotNull(frontEnd);

    /// <inheritdoc/>
    public string Configuration { get; } = FeatureText.Of(frontEnd.GetType().Name, frontEnd.SampleRate, Require.NotNull(configuration));

    /// <inheritdoc/>
    public int SampleRate => _frontEnd.SampleRate;

    /// <inheritdoc/>
    public int Columns => _frontEnd.Bins;

    /// <inheritdoc/>
    public float[] Compute(ReadOnlySpan<float> samples)
    {
        var frames = new float[Framing.Values(_frontEnd.FrameCount(samples.Length), Columns)];
        _frontEnd.Transform(samples, frames);
        return frames;
    }
}
