using MusicRec.Data;
using MusicRec.Numerics;

namespace MusicRec.Factorization;

/// <summary>Probabilistic matrix factorisation (Salakhutdinov, Mnih 2008): ratings r = g(u.v) + Gaussian noise with Gaussian priors on the vectors;
/// the fit is the posterior's maximum. It explains the entries that are there and says nothing of those that are not: made for ratings, not for
/// plays.</summary>
public sealed class Pmf(PmfOptions? options = null)
{
    private readonly PmfOptions _options = options ?? new();

    /// <summary>Minimises the objective; reports it after each epoch.</summary>
    /// <param name="data">Ratings: an entry's weight is the rating.</param>
    /// <param name="progress">Gets one report an epoch, with the loss.</param>
    /// <param name="cancel">Stops the fit with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">The alternating solver was asked for with the logistic link.</exception>
    /// <exception cref="MusicRecException">The descent diverged, or the data leave the vectors undetermined.</exception>
    public PmfModel Fit(Interactions data, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default)
    {
        Require.NotNull(data);
        if (_options is { Solver: PmfSolver.Alternating, Link: PmfLink.Logistic })
            throw new ArgumentException(
                $"The {PmfSolver.Alternating} solver is exact for the {PmfLink.Linear} link only. Use {PmfSolver.Momentum}.", nameof(data));
        var scale = PmfScale.Of(data.ByUser, _options);
        var problem = new PmfProblem(data.ByUser, data.ByItem, scale, _options.Factors, _options.UserRegularization, _options.ItemRegularization,
            WorkerTeam.Threads(_options.Threads))
        {
            Users = Start(data.ByUser, _options, stream: 1),
            Items = Start(data.ByItem, _options, stream: 2),
        };
        Action<int> epoch = _options.Solver switch
        {
            PmfSolver.Alternating => _ => problem.Alternate(cancel),
            PmfSolver.Momentum => MomentumEpoch(data, problem, cancel),
            _ => StochasticEpoch(data, problem, cancel),
        };
        for (int e = 0; e < _options.Epochs; e++)
        {
            cancel.ThrowIfCancellationRequested();
            long start = System.Diagnostics.Stopwatch.GetTimestamp();
            epoch(e);
            double seconds = System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds, loss = problem.Loss();
            if (!double.IsFinite(loss)) throw new MusicRecException(
                $"The fit diverged in epoch {e + 1}: the loss is {loss}. Use a learning rate below {_options.LearningRate}.");
            progress?.Report(new TrainingStep(e + 1, _options.Epochs, loss, double.NaN, data.Count / seconds));
        }
        return new PmfModel(Narrow(problem.Users, data.Users, _options.Factors), Narrow(problem.Items, data.Items, _options.Factors), scale,
            _options.UserRegularization, data.UserIds, data.ItemIds);
    }

    /// <summary>Vectors to start from: N(0, 0.1^2); zero where there are no ratings, which is their optimum.</summary>
    internal static double[] Start(Csr rows, PmfOptions options, ulong stream)
    {
        var vectors = new double[(long)rows.Rows * options.Factors];
        var random = new CounterRandom(options.Seed, stream);
        for (int k = 0; k < vectors.Length; k++)
            if (rows.RowCount(k / options.Factors) > 0) vectors[k] = 0.1 * random.Normal((ulong)k);
        return vectors;
    }

    internal static Matrix Narrow(double[] vectors, int rows, int factors) => Matrix.From(Array.ConvertAll(vectors, x => (float)x), rows, factors);

    private Action<int> MomentumEpoch(Interactions data, PmfProblem problem, CancellationToken cancel)
    {
        var batches = PmfBatches.Cut(data.ByUser, _options.BatchSize, new CounterRandom(_options.Seed, 3));
        var (users, items) = (new double[problem.Users.LongLength], new double[problem.Items.LongLength]);
        var (userSpeed, itemSpeed) = (new double[users.LongLength], new double[items.LongLength]);
        return epoch =>
        {
            int[] order = [.. Enumerable.Range(0, batches.Length)];
            new CounterRandom(_options.Seed, 16 + (ulong)epoch).Shuffle<int>(order);
            foreach (int b in order)
            {
                problem.Gradient(batches[b].ByUser, batches[b].ByItem, users, items, cancel);
                PmfProblem.Descend(problem.Users, userSpeed, users, _options.LearningRate, _options.Momentum);
                PmfProblem.Descend(problem.Items, itemSpeed, items, _options.LearningRate, _options.Momentum);
            }
        };
    }

    private Action<int> StochasticEpoch(Interactions data, PmfProblem problem, CancellationToken cancel)
    {
        int[] order = [.. Enumerable.Range(0, data.ByUser.Indices.Length)], owners = new int[order.Length];
        for (int u = 0; u < data.Users; u++) owners.AsSpan((int)data.ByUser.Offsets[u], data.ByUser.RowCount(u)).Fill(u);
        return epoch =>
        {
            new CounterRandom(_options.Seed, 16 + (ulong)epoch).Shuffle<int>(order);
            for (int t = 0; t < order.Length; t++)
            {
                if (t % 4096 == 0) cancel.ThrowIfCancellationRequested();
                problem.Step(owners[order[t]], data.ByUser.Indices[order[t]], data.ByUser.Values[order[t]], _options.LearningRate);
            }
        };
    }
}
