namespace MusicRec.Audio;

/// <summary>Settings of <see cref="KMeans"/>.</summary>
public sealed record KMeansOptions
{
    /// <summary>Number of centres. Default 1024, as in Liang, Zhan, Ellis 2015; van den Oord, Dieleman, Schrauwen 2013 use 4000.</summary>
    public int Clusters { get; init => field = Require.Between(value, 1, 1 << 20); } = 1024;

    /// <summary>Most sweeps over the rows, or batches where <see cref="BatchSize"/> is given. Default 100.</summary>
    public int Iterations { get; init => field = Require.Positive(value); } = 100;

    /// <summary>Stops when the mean squared distance falls by less than this share of itself; sweeps only. Default 1e-4; 0 runs until no row
    /// moves.</summary>
    public double Tolerance { get; init => field = Require.Between(value, 0, 1); } = 1e-4;

    /// <summary>Rows drawn for each step of mini-batch k-means (Sculley 2010); null (default) sweeps over all rows (Lloyd).</summary>
    public int? BatchSize { get; init => field = value is { } size ? Require.Positive(size, nameof(BatchSize)) : null; }

    /// <summary>Rows that the starting centres are drawn from: a random part of this size where there are more. Default 262,144.</summary>
    public int StartRows { get; init => field = Require.Positive(value); } = 1 << 18;

    /// <summary>Same seed, same bits.</summary>
    public ulong Seed { get; init; }

    /// <summary>Threads; 0 (default) for all cores. The result does not depend on it.</summary>
    public int Threads { get; init => field = Require.NotNegative(value); }
}
