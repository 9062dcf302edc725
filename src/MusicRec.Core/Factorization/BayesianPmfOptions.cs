namespace MusicRec.Factorization;

/// <summary>Settings of <see cref="BayesianPmf"/>.</summary>
public sealed record BayesianPmfOptions
{
    /// <summary>Length of the vectors.</summary>
    public int Factors { get; init => field = Require.Between(value, 1, 256); } = 10;

    /// <summary>Samples thrown away before the chain is believed.</summary>
    public int BurnIn { get; init => field = Require.NotNegative(value); } = 20;

    /// <summary>Samples kept; each holds its own vectors of all users and items.</summary>
    public int Samples { get; init => field = Require.Positive(value); } = 50;

    /// <summary>Precision alpha of a rating around u.v: 1 / variance.</summary>
    public double NoisePrecision { get; init => field = Require.Positive(value); } = 2;

    /// <summary>Prior rows beta0 behind the means of the vectors.</summary>
    public double PriorCount { get; init => field = Require.Positive(value); } = 2;

    /// <summary>Sweeps of alternating least squares that find where the chain starts.</summary>
    public int StartSweeps { get; init => field = Require.NotNegative(value); } = 5;

    /// <summary>Same seed, same bits at any number of threads.</summary>
    public ulong Seed { get; init; }

    /// <summary>Threads to use, or 0 for all cores.</summary>
    public int Threads { get; init => field = Require.NotNegative(value); }
}
