namespace MusicRec.Audio;

/// <summary>Settings of <see cref="Pca"/>.</summary>
public sealed record PcaOptions
{
    /// <summary>Components kept; null keeps as many as <see cref="Variance"/> asks for. Default null.</summary>
    public int? Components { get; init => field = value is { } count ? Require.Positive(count, nameof(Components)) : null; }

    /// <summary>Share of the variance to keep where <see cref="Components"/> is null, above 0 and at most 1. Default 0.95, as in van den Oord,
    /// Dieleman, Schrauwen 2013.</summary>
    public double Variance { get; init => field = Require.Between(value, double.Epsilon, 1); } = 0.95;

    /// <summary>Divide each component by its standard deviation. Default false.</summary>
    public bool Whiten { get; init; }

    /// <summary>How components are found. Default <see cref="PcaSolver.Auto"/>.</summary>
    public PcaSolver Solver { get; init => field = Require.Defined(value); } = PcaSolver.Auto;

    /// <summary>Random directions beyond the components, randomised solver only. Default 10.</summary>
    public int Oversampling { get; init => field = Require.Between(value, 0, 4096); } = 10;

    /// <summary>Power iterations, randomised solver only. Default 4; more where variances fall slowly.</summary>
    public int PowerIterations { get; init => field = Require.Between(value, 0, 100); } = 4;

    /// <summary>Same seed, same bits.</summary>
    public ulong Seed { get; init; }

    /// <summary>Threads; 0 (default) for all cores. The result does not depend on it.</summary>
    public int Threads { get; init => field = Require.NotNegative(value); }
}
