using System.Security.Cryptography;

namespace MusicRec.Audio;

/// <summary>One row a clip: the histogram of its frames' codewords. With MFCC frames and 1024 codewords, the song features of Liang, Zhan, Ellis
/// 2015.</summary>
public sealed class HistogramFeatures : IClipFeatures
{
    private readonly IClipFeatures _frames;
    private readonly VectorQuantizedHistogram _histogram;

    /// <summary>Makes the plan.</summary>
    /// <param name="frames">Features of frames, as many columns as the codebook.</param>
    /// <param name="codebook">The codewords.</param>
    public HistogramFeatures(IClipFeatures frames, KMeansModel codebook)
    {
        (_frames, _histogram) = (Require.NotNull(frames), new VectorQuantizedHistogram(codebook));
        if (frames.Columns != codebook.Centers.Columns)
            throw new ArgumentException($"Frames of {frames.Columns} values do not fit codewords of {codebook.Centers.Columns}.", nameof(codebook));
        using var bytes = new MemoryStream();
        codebook.Save(bytes);
        Configuration = FeatureText.Of(frames.Configuration, "codebook", Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray())));
    }

    /// <inheritdoc/>
    public string Configuration { get; }

    /// <inheritdoc/>
    public int SampleRate => _frames.SampleRate;

    /// <inheritdoc/>
    public int Columns => _histogram.Length;

    /// <inheritdoc/>
    public float[] Compute(ReadOnlySpan<float> samples)
    {
        var histogram = new float[Columns];
        _histogram.Compute(_frames.Compute(samples), histogram);
        return histogram;
    }
}
