namespace MusicRec.Audio;

/// <summary>The discrete cosine transforms of cepstra, over M bands b.</summary>
public enum CosineTransform
{
    /// <summary>DCT-II: c[i] = 2 sum_m b[m] cos(pi i (m + 1/2) / M); orthonormal: times sqrt(1 / 4M) for i = 0, sqrt(1 / 2M) above.</summary>
    Two = 2,

    /// <summary>DCT-III: c[i] = b[0] + 2 sum_(m>0) b[m] cos(pi m (i + 1/2) / M); orthonormal: b[0] sqrt(1 / M) + sqrt(2 / M) sum of the
    /// rest.</summary>
    Three = 3,
}
