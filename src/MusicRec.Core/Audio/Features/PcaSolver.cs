namespace MusicRec.Audio;

/// <summary>How <see cref="Pca"/> finds its components.</summary>
public enum PcaSolver
{
    /// <summary>Exact where the smaller side of the data has at most 2048 rows or columns, or half of it is asked for; else randomised.</summary>
    Auto,

    /// <summary>Eigenvectors of the covariance, or of the rows' inner products where there are fewer rows than columns; in double.</summary>
    Exact,

    /// <summary>A random projection with power iterations (Halko, Martinsson, Tropp 2011): the leading components of wide data.</summary>
    Randomized,
}
