using MusicRec.Data;
using MusicRec.Numerics;

namespace MusicRec.Factorization;

/// <summary>Bayesian probabilistic matrix factorisation (Salakhutdinov, Mnih, ICML 2008): ratings r = mean + u.v + N(0, 1 / alpha), Gaussian vectors
/// whose
/// means and precisions have a Normal-Wishart prior (mu0 = 0, beta0, W0 = I, nu0 = factors), sampled by Gibbs. Predictions average over the
/// samples.</summary>
public sealed class BayesianPmf(BayesianPmfOptions? options = null)
{
    private const int RowsPerChunk = 64;
    private readonly BayesianPmfOptions _options = options ?? new();

    /// <summary>Runs the chain. O(samples (ratings factors^2 + (users + items) factors^3)).</summary>
    /// <param name="data">Ratings: an entry's weight is the rating.</param>
    /// <param name="progress">Gets one report a sample, burn-in included.</param>
    /// <param name="cancel">Stops the fit with an <see cref="OperationCanceledException"/>.</param>
    public BayesianPmfModel Fit(Interactions data, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default)
    {
        Require.NotNull(data);
        var start = new PmfOptions { Factors = _options.Factors, Seed = _options.Seed };
        var scale = PmfScale.Of(data.ByUser, start);
        double decay = 1 / _options.NoisePrecision;
        var state = new PmfProblem(data.ByUser, data.ByItem, scale, _options.Factors, decay, decay, WorkerTeam.Threads(_options.Threads))
        {
            Users = Pmf.Start(data.ByUser, start, stream: 1),
            Items = Pmf.Start(data.ByItem, start, stream: 2),
        };
        for (int s = 0; s < _options.StartSweeps; s++) state.Alternate(cancel);

        var kept = new BayesianPmfSamples(data.Users, data.Items, _options.Factors, _options.Samples);
        for (int s = 0; s < _options.BurnIn + _options.Samples; s++)
        {
            cancel.ThrowIfCancellationRequested();
            long began = System.Diagnostics.Stopwatch.GetTimestamp();
            ulong stream = 16 + 4 * (ulong)s;
            var users = Hyper(state.Users, stream);
            Rows(data.ByUser, scale, state.Users, state.Items, users, stream + 1, cancel);
            var items = Hyper(state.Items, stream + 2);
            Rows(data.ByItem, scale, state.Items, state.Users, items, stream + 3, cancel);
            if (s >= _options.BurnIn) kept.Keep(s - _options.BurnIn, state.Users, state.Items, users);
            double seconds = System.Diagnostics.Stopwatch.GetElapsedTime(began).TotalSeconds;
            progress?.Report(new TrainingStep(s + 1, _options.BurnIn + _options.Samples, double.NaN, double.NaN, data.Count / seconds));
        }
        return new BayesianPmfModel(kept, scale, _options.NoisePrecision, data.UserIds, data.ItemIds);
    }

    /// <summary>One draw of a row's vector from N(m, P^-1), P = Lambda + alpha sum v v', m = P^-1 (Lambda mu + alpha sum t v).</summary>
    /// <param name="columns">The other side's rows that this row has ratings with.</param>
    /// <param name="ratings">Those ratings.</param>
    /// <param name="scale">From ratings to targets t.</param>
    /// <param name="others">The other side's vectors, row-major.</param>
    /// <param name="prior">mu and Lambda.</param>
    /// <param name="noise">alpha.</param>
    /// <param name="vector">Standard normal draws, or zeros for the mean m; becomes the vector.</param>
    internal static void Posterior(ReadOnlySpan<int> columns, ReadOnlySpan<float> ratings, PmfScale scale, ReadOnlySpan<double> others,
        GaussianParameters prior, double noise, Span<double> vector)
    {
        int f = vector.Length;
        var (mean, precision) = (new double[f], prior.Precision.AsSpan().ToArray());
        for (int a = 0; a < f; a++) mean[a] = DoubleCholesky.Dot(prior.Precision.AsSpan(a * f, f), prior.Mean);
        for (int e = 0; e < columns.Length; e++)
        {
            var v = others.Slice(columns[e] * f, f);
            double target = noise * scale.Target(ratings[e]);
            for (int a = 0; a < f; a++)
            {
                mean[a] += target * v[a];
                double x = noise * v[a];
                for (int b = 0; b <= a; b++) precision[a * f + b] += x * v[b];
            }
        }
        if (!DoubleCholesky.Factor(precision, f)) throw new MusicRecException("A posterior precision lost its rank. Use fewer factors.");
        DoubleCholesky.Solve(precision, f, mean);
        DoubleCholesky.SolveUpper(precision, f, vector); // z ~ N(0, I) becomes N(0, P^-1)
        for (int k = 0; k < f; k++) vector[k] += mean[k];
    }

    private GaussianParameters Hyper(double[] vectors, ulong stream) =>
        NormalWishart.Draw(vectors, _options.Factors, _options.PriorCount, _options.Factors, new CounterRandom(_options.Seed, stream));

    private void Rows(Csr ratings, PmfScale scale, double[] own, double[] others, GaussianParameters prior, ulong stream, CancellationToken cancel)
    {
        var random = new CounterRandom(_options.Seed, stream);
        int f = _options.Factors;
        WorkerTeam.Shared.Run((ratings.Rows + RowsPerChunk - 1) / RowsPerChunk, WorkerTeam.Threads(_options.Threads), (chunk, _) =>
        {
            for (int r = chunk * RowsPerChunk; r < Math.Min(ratings.Rows, (chunk + 1) * RowsPerChunk); r++)
            {
                var vector = own.AsSpan(r * f, f);
                for (int k = 0; k < f; k++) vector[k] = random.Normal((ulong)r * (ulong)f + (ulong)k);
                Posterior(ratings.RowIndices(r), ratings.RowValues(r), scale, others, prior, _options.NoisePrecision, vector);
            }
        }, cancel);
    }
}
