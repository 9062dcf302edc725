namespace MusicRec.Factorization;

/// <summary>Options of <see cref="Wmf"/>. The defaults are tuned for play counts.</summary>
public sealed record WmfOptions
{
    /// <summary>Length of the vectors, 1 to 2048. Default 128.</summary>
    public int Factors { get; init => field = Require.Between(value, 1, 2048); } = 128;

    /// <summary>Sweeps over users and items. Default 15.</summary>
    public int Sweeps { get; init => field = Require.Positive(value); } = 15;

    /// <summary>How a weight becomes a confidence. Default <see cref="WmfConfidence.Log"/>.</summary>
    public WmfConfidence Confidence { get; init => field = Require.Defined(value); } = WmfConfidence.Log;

    /// <summary>Scale of the confidence, at least 0. Default 2.</summary>
    public double Alpha { get; init => field = Require.NotNegative(value); } = 2;

    /// <summary>Scale of r inside the logarithm, above 0. Default 1.</summary>
    public double Epsilon { get; init => field = Require.Positive(value); } = 1;

    /// <summary>Strength lambda of the penalty on the vectors' squared lengths, at least 0. Null (default, uniform penalty only): 0.14 times what the
    /// plays of a mean listener weigh, so that it follows the data; the fitted model's options tell the number. See docs/methods/wmf.md.</summary>
    public double? Lambda { get; init => field = value is { } lambda ? Require.NotNegative(lambda, nameof(Lambda)) : null; }

    /// <summary>How the penalty grows with the length of a row. Default <see cref="WmfRegularization.Uniform"/>.</summary>
    public WmfRegularization Regularization { get; init => field = Require.Defined(value); }

    /// <summary>Exponent nu of that growth, 0 to 2. Default 1.</summary>
    public double Nu { get; init => field = Require.Between(value, 0, 2); } = 1;

    /// <summary>Weight w0 of pairs without an entry, at least 0. Default 1.</summary>
    public double UnobservedWeight { get; init => field = Require.NotNegative(value); } = 1;

    /// <summary>True: the w0 term covers every pair, those with an entry too, as in iALS (Rendle et al. 2021).
    /// False (default): only pairs without an entry (Hu, Koren, Volinsky 2008).</summary>
    public bool UnobservedCoversAll { get; init; }

    /// <summary>How each half sweep is solved. Default <see cref="WmfSolver.ConjugateGradient"/>.</summary>
    public WmfSolver Solver { get; init => field = Require.Defined(value); }

    /// <summary>Conjugate gradient steps a row and sweep. Default 3.</summary>
    public int ConjugateGradientSteps { get; init => field = Require.Positive(value); } = 3;

    /// <summary>Coordinates solved at once by <see cref="WmfSolver.BlockCoordinate"/>. Default 64.</summary>
    public int BlockSize { get; init => field = Require.Positive(value); } = 64;

    /// <summary>True (default): after the last sweep every user's vector is set to the exact minimiser for the final items, so that known users are
    /// scored
    /// exactly as new ones with the same plays, and explanations add up to scores. False leaves the users as the last sweep did.</summary>
    public bool RefineUsers { get; init; } = true;

    /// <summary>True: every progress report carries the objective (about a tenth more work). Default false.</summary>
    public bool ReportLoss { get; init; }

    /// <summary>A validation metric, higher is better, asked after every sweep; the best model is returned. For instance NDCG on held-out plays.
    /// Null: none.</summary>
    public Func<WmfModel, double>? Validate { get; init; }

    /// <summary>Sweeps without a better <see cref="Validate"/> before the fit ends. Default 3.</summary>
    public int Patience { get; init => field = Require.Positive(value); } = 3;

    /// <summary>Seed of the initial factors. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads to use; 0 (default) uses all cores. The result does not depend on it.</summary>
    public int Threads { get; init => field = Require.NotNegative(value); }

    /// <summary>The settings of iALS (Rendle et al. 2021): every observed pair weighs 1, all pairs together w0 = .1, and the penalty follows
    /// frequency.</summary>
    public static WmfOptions Ials => new()
    {
        Confidence = WmfConfidence.Binary,
        Alpha = 0,
        UnobservedWeight = 0.1,
        UnobservedCoversAll = true,
        Regularization = WmfRegularization.Frequency,
        Lambda = 0.003,
        Solver = WmfSolver.BlockCoordinate,
    };
}
