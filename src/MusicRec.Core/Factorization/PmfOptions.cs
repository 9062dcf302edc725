namespace MusicRec.Factorization;

/// <summary>How an inner product becomes a rating.</summary>
public enum PmfLink
{
    /// <summary>rating = mean + u.v.</summary>
    Linear = 0,

    /// <summary>rating = lowest + (highest - lowest) / (1 + exp(-u.v)).</summary>
    Logistic = 1,
}

/// <summary>How the objective of <see cref="Pmf"/> is minimised.</summary>
public enum PmfSolver
{
    /// <summary>Users exactly, then items exactly, in turn: each step is a ridge regression. Linear link only.</summary>
    Alternating,

    /// <summary>Gradient descent with momentum on mini-batches.</summary>
    Momentum,

    /// <summary>One rating at a time, in a shuffled order, on one thread. The regularisation then counts once a rating.</summary>
    Stochastic,
}

/// <summary>Settings of <see cref="Pmf"/>.</summary>
public sealed record PmfOptions
{
    /// <summary>Length of the vectors.</summary>
    public int Factors { get; init => field = Require.Between(value, 1, 1024); } = 20;

    /// <summary>How the objective is minimised.</summary>
    public PmfSolver Solver { get; init => field = Require.Defined(value); }

    /// <summary>How an inner product becomes a rating.</summary>
    public PmfLink Link { get; init => field = Require.Defined(value); }

    /// <summary>True: the linear link predicts deviations from the mean rating; false: from 0.</summary>
    public bool Centered { get; init; } = true;

    /// <summary>Weight lambda_U of |U|^2 / 2.</summary>
    public double UserRegularization { get; init => field = Require.NotNegative(value); } = 1;

    /// <summary>Weight lambda_V of |V|^2 / 2.</summary>
    public double ItemRegularization { get; init => field = Require.NotNegative(value); } = 1;

    /// <summary>Passes over the ratings.</summary>
    public int Epochs { get; init => field = Require.Positive(value); } = 20;

    /// <summary>Step size of the gradient solvers, on the sum (not the mean) of a batch's gradients.</summary>
    public double LearningRate { get; init => field = Require.Positive(value); } = 0.005;

    /// <summary>Part of the last step that the next one keeps, in [0, 1).</summary>
    public double Momentum { get; init => field = Require.Between(value, 0, 0.9999); } = 0.9;

    /// <summary>Ratings in a mini-batch of <see cref="PmfSolver.Momentum"/>.</summary>
    public int BatchSize { get; init => field = Require.Positive(value); } = 1000;

    /// <summary>Same seed, same bits at any number of threads.</summary>
    public ulong Seed { get; init; }

    /// <summary>Threads to use, or 0 for all cores.</summary>
    public int Threads { get; init => field = Require.NotNegative(value); }
}
