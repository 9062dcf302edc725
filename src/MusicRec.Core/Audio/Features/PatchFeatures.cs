namespace MusicRec.Audio;

/// <summary>Frames of a front-end cut into patches, each one row: shape [patches, frames per patch x bins], time-major. A clip shorter than a patch
/// gives one, filled up with zeros; an empty clip gives none.</summary>
public sealed class PatchFeatures : IClipFeatures
{
    private readonly IClipFeatures _frames;

    /// <summary>Makes the plan.</summary>
    /// <param name="frames">What is cut.</param>
    /// <param name="length">Frames per patch.</param>
    /// <param name="hop">Frames from one patch to the next; null for no overlap.</param>
    public PatchFeatures(IClipFeatures frames, int length, int? hop = null)
    {
        _frames = Require.NotNull(frames);
        Length = Require.Between(length, 1, Array.MaxLength / frames.Columns);
        Hop = Require.Positive(hop ?? length, nameof(hop));
        Configuration = FeatureText.Of(frames.Configuration, "patches", Length, Hop);
    }

    /// <summary>Frames per patch.</summary>
    public int Length { get; }

    /// <summary>Frames from one patch to the next.</summary>
    public int Hop { get; }

    /// <inheritdoc/>
    public string Configuration { get; }

    /// <inheritdoc/>
    public int SampleRate => _frames.SampleRate;

    /// <inheritdoc/>
    public int Columns => Length * _frames.Columns;

    /// <inheritdoc/>
    public float[] Compute(ReadOnlySpan<float> samples)
    {
        float[] frames = _frames.Compute(samples);
        if (frames.Length == 0) return [];
        int[] starts = ClipWindows.Consecutive(frames.Length / _frames.Columns, Length, Hop);
        var patches = new float[(long)starts.Length * Columns];
        for (int p = 0; p < starts.Length; p++) ClipWindows.Copy(frames, starts[p], patches.AsSpan(p * Columns, Columns), _frames.Columns);
        return patches;
    }
}
