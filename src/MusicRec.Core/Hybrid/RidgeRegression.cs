using MusicRec.Numerics;

namespace MusicRec.Hybrid;

/// <summary>Settings of <see cref="RidgeRegression"/>.</summary>
public sealed record RidgeRegressionOptions
{
    /// <summary>Weight lambda of |W|^2; the intercept is free. Default 1.</summary>
    public double Lambda { get; init => field = Require.NotNegative(value); } = 1;

    /// <summary>Threads to use, or 0 for all cores. The result does not depend on it.</summary>
    public int Threads { get; init => field = Require.NotNegative(value); }
}

/// <summary>Factor regression in closed form: W minimises sum_i |y_i - W h_i - b|^2 + lambda |W|^2, in double; through the rows' Gram matrix where
/// there are fewer items than features.</summary>
/// <param name="options">Null for the defaults.</param>
public sealed class RidgeRegression(RidgeRegressionOptions? options = null)
{
    /// <summary>The settings.</summary>
    public RidgeRegressionOptions Options { get; } = options ?? new();

    /// <summary>Fits the map.</summary>
    /// <param name="features">Features of the items, [items, inputs].</param>
    /// <param name="targets">Their factors, [items, outputs].</param>
    /// <param name="cancel">Stops the fit.</param>
    /// <exception cref="MusicRecException">The features leave the weights undetermined: raise lambda.</exception>
    public LinearMap Fit(Matrix features, Matrix targets, CancellationToken cancel = default)
    {
        Features.Check(features, Require.NotNull(targets).Rows, nameof(features));
        Require.Positive(features.Rows, nameof(features));
        Features.Check(targets, targets.Rows, nameof(targets));
        return new RidgeProblem(features, Options.Lambda, intercept: true, WorkerTeam.Threads(Options.Threads), cancel).Solve(targets, cancel);
    }
}
