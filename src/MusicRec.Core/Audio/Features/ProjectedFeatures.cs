using System.Security.Cryptography;

namespace MusicRec.Audio;

/// <summary>Features along principal components. With patches of <see cref="WangFrames"/>, 166 frames each, and 100 components, the input of Wang,
/// Wang 2014.</summary>
public sealed class ProjectedFeatures : IClipFeatures
{
    private readonly IClipFeatures _features;
    private readonly PcaModel _pca;

    /// <summary>Makes the plan.</summary>
    /// <param name="features">What is projected, as many columns as the components.</param>
    /// <param name="pca">The components.</param>
    public ProjectedFeatures(IClipFeatures features, PcaModel pca)
    {
        (_features, _pca) = (Require.NotNull(features), Require.NotNull(pca));
        if (features.Columns != pca.Columns)
            throw new ArgumentException($"Rows of {features.Columns} values do not fit components of {pca.Columns}.", nameof(pca));
        using var bytes = new MemoryStream();
        pca.Save(bytes);
        Configuration = FeatureText.Of(features.Configuration, "components", Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray())));
    }

    /// <inheritdoc/>
    public string Configuration { get; }

    /// <inheritdoc/>
    public int SampleRate => _features.SampleRate;

    /// <inheritdoc/>
    public int Columns => _pca.Components.Rows;

    /// <inheritdoc/>
    public float[] Compute(ReadOnlySpan<float> samples)
    {
        float[] rows = _features.Compute(samples);
        var coordinates = new float[rows.Length / _features.Columns * Columns];
        _pca.Transform(rows, coordinates);
        return coordinates;
    }
}
