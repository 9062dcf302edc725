namespace MusicRec.Neural;

/// <summary>Settings of <see cref="Rbm"/>. The defaults are the customary ones of Hinton's practical guide (2010), as far as it gives any.</summary>
public sealed record RbmOptions
{
    /// <summary>Hidden units, each 0 or 1. Default 100.</summary>
    public int Hidden { get; init => field = Require.Positive(value); } = 100;

    /// <summary>What the data are. Default Bernoulli.</summary>
    public VisibleUnits Visible { get; init => field = Require.Defined(value); }

    /// <summary>Steps of Gibbs sampling per update: the k of CD-k. Default 1.</summary>
    public int Steps { get; init => field = Require.Positive(value); } = 1;

    /// <summary>Whether chains go on from update to update (persistent contrastive divergence, Tieleman 2008) instead of starting at the data.
    /// Default false.</summary>
    public bool Persistent { get; init; }

    /// <summary>Passes over the examples. Default 20.</summary>
    public int Epochs { get; init => field = Require.Positive(value); } = 20;

    /// <summary>Examples per update, and chains where they persist. Default 100.</summary>
    public int BatchSize { get; init => field = Require.Positive(value); } = 100;

    /// <summary>Learning rate; null (default) for 0.1 with Bernoulli and 0.005 with Gaussian visible units.</summary>
    public double? Rate { get; init => field = value is { } rate ? Require.Positive(rate, nameof(Rate)) : null; }

    /// <summary>Momentum from the sixth epoch on, 0.5 before. Default 0.9.</summary>
    public double Momentum { get; init => field = Require.Between(value, 0, 0.999); } = 0.9;

    /// <summary>Weight decay: the penalty is half of it times the sum of squared weights. Default 1e-4.</summary>
    public double Decay { get; init => field = Require.NotNegative(value); } = 1e-4;

    /// <summary>Same seed, same bits.</summary>
    public ulong Seed { get; init; }

    /// <summary>Threads; 0 (default) for all cores. The result does not depend on it.</summary>
    public int Threads { get; init => field = Require.NotNegative(value); }
}
