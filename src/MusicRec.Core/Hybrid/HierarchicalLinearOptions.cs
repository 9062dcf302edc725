namespace MusicRec.Hybrid;

/// <summary>Settings of <see cref="HierarchicalLinear"/>.</summary>
public sealed record HierarchicalLinearOptions
{
    /// <summary>Length k of the factor vectors of users and items beside the content; 0 (default) for content alone.</summary>
    public int Factors { get; init => field = Require.Between(value, 0, 1024); }

    /// <summary>Weight l_beta of |beta_u - mu|^2. Default 1.</summary>
    public double UserRegularization { get; init => field = Require.Positive(value); } = 1;

    /// <summary>Weight l_mu of |mu|^2. Default 1.</summary>
    public double SharedRegularization { get; init => field = Require.Positive(value); } = 1;

    /// <summary>Weight of |gamma_u|^2 and of |y_v|^2. Default 1.</summary>
    public double FactorRegularization { get; init => field = Require.Positive(value); } = 1;

    /// <summary>Whether a feature that is always 1 is added, so that users have a mean rating. Default true.</summary>
    public bool Intercept { get; init; } = true;

    /// <summary>Passes over users and items. Default 20.</summary>
    public int Sweeps { get; init => field = Require.Positive(value); } = 20;

    /// <summary>Same seed, same bits at any number of threads. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads to use, or 0 for all cores.</summary>
    public int Threads { get; init => field = Require.NotNegative(value); }
}
