namespace MusicRec.Audio;

/// <summary>A bag of words: the share of a clip's frames that fall to each codeword. The song features of Liang, Zhan, Ellis 2015 (1024 codewords)
/// and of van den Oord, Dieleman, Schrauwen 2013 (4000, on MFCC with both derivatives).</summary>
/// <param name="codebook">The codewords.</param>
public sealed class VectorQuantizedHistogram(KMeansModel codebook)
{
    /// <summary>The codewords.</summary>
    public KMeansModel Codebook { get; } = Require.NotNull(codebook);

    /// <summary>Codewords, the length of a histogram.</summary>
    public int Length => Codebook.Centers.Rows;

    /// <summary>The histogram of a clip; its entries sum to 1, or are all 0 where there is no frame.</summary>
    /// <param name="frames">Shape [frames, features], row-major, finite.</param>
    /// <param name="histogram">Filled, <see cref="Length"/> values.</param>
    public void Compute(ReadOnlySpan<float> frames, Span<float> histogram)
    {
        Require.Length(histogram.Length, Length, nameof(histogram));
        var nearest = new int[FeatureRows.Count(frames.Length, Codebook.Centers.Columns)];
        Codebook.Assign(frames, nearest);
        var counts = new int[Length];
        foreach (int k in nearest) counts[k]++;
        for (int k = 0; k < counts.Length; k++) histogram[k] = nearest.Length > 0 ? (float)((double)counts[k] / nearest.Length) : 0;
    }
}
