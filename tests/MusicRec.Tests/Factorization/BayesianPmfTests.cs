using MusicRec.Factorization;
using MusicRec.Numerics;

namespace MusicRec.Tests.Factorization;

public class BayesianPmfTests
{
    [Fact]
    public void In_one_dimension_draws_have_the_conjugate_mean_and_variance()
    {
        // u ~ N(0.5, 1/2), ratings N(u v, 1/4) with v = 1, -2: precision 2 + 4 (1 + 4) = 22, mean (2 0.5 + 4 (3 - 2 (-1))) / 22 = 21 / 22.
        var (random, prior) = (new CounterRandom(3, 1), new GaussianParameters([0.5], [2]));
        double sum = 0, squares = 0;
        const int draws = 40_000;
        for (int d = 0; d < draws; d++)
        {
            double[] u = [random.Normal((ulong)d)];
            BayesianPmf.Posterior([0, 1], [3, -1], new PmfScale(PmfLink.Linear, 0, 1), [1, -2], prior, 4, u);
            (sum, squares) = (sum + u[0], squares + u[0] * u[0]);
        }
        double mean = sum / draws;
        Assert.Equal(21.0 / 22, mean, 5 * Math.Sqrt(1.0 / 22 / draws));
        Assert.Equal(1.0 / 22, squares / draws - mean * mean, 5 * Math.Sqrt(2.0 / draws) / 22);
    }

    [Fact]
    public void Without_rows_the_prior_is_recovered()
    {
        // Lambda ~ Wishart(I, 5): mean 5 I, variance of Lambda_ii 2 nu, of Lambda_ij nu; mu has mean 0 and covariance I / (beta0 (nu - n - 1)).
        const int n = 2, draws = 20_000;
        const double nu = 5, beta = 2;
        double[] precision = new double[4], mean = new double[2];
        double spread = 0;
        for (int d = 0; d < draws; d++)
        {
            var drawn = NormalWishart.Draw([], n, beta, nu, new CounterRandom(7, (ulong)d));
            for (int k = 0; k < 4; k++) precision[k] += drawn.Precision[k] / draws;
            for (int k = 0; k < 2; k++) mean[k] += drawn.Mean[k] / draws;
            spread += drawn.Mean[0] * drawn.Mean[0] / draws;
        }
        double error = 5 * Math.Sqrt(2 * nu / draws);
        Assert.Equal(nu, precision[0], error);
        Assert.Equal(0, precision[1], error);
        Assert.Equal(0, precision[2], error);
        Assert.Equal(nu, precision[3], error);
        Assert.Equal(0, mean[0], 5 * Math.Sqrt(0.25 / draws));
        Assert.Equal(0, mean[1], 5 * Math.Sqrt(0.25 / draws));
        Assert.Equal(1 / (beta * (nu - n - 1)), spread, 0.03);
    }

    [Fact]
    public void With_rows_the_draws_have_the_posterior_means()
    {
        // Four rows: mean (1, 0), scatter diag(4, 4). W*^-1 = I + scatter + 2 4 / 6 mean mean', nu* = 3 + 4, mu* = 4 / 6 mean.
        double[] rows = [2, 1, 2, -1, 0, 1, 0, -1];
        const int draws = 20_000;
        double[] precision = new double[4], mean = new double[2];
        for (int d = 0; d < draws; d++)
        {
            var drawn = NormalWishart.Draw(rows, 2, 2, 3, new CounterRandom(8, (ulong)d));
            for (int k = 0; k < 4; k++) precision[k] += drawn.Precision[k] / draws;
            for (int k = 0; k < 2; k++) mean[k] += drawn.Mean[k] / draws;
        }
        Assert.Equal(7 / (5 + 4.0 / 3), precision[0], 0.02);
        Assert.Equal(0, precision[1], 0.02);
        Assert.Equal(7 / 5.0, precision[3], 0.03);
        Assert.Equal(2 / 3.0, mean[0], 0.02);
        Assert.Equal(0, mean[1], 0.02);
    }

    [Fact]
    public void Gibbs_without_ratings_keeps_to_the_prior()
    {
        // Alternating (mu, Lambda) given rows and rows given (mu, Lambda), with no ratings, leaves the prior as it is (Geweke 2004).
        const int rows = 3, rounds = 30_000;
        var vectors = new double[rows];
        double sum = 0, squares = 0;
        for (int t = 0; t < rounds; t++)
        {
            var prior = NormalWishart.Draw(vectors, 1, 2, 6, new CounterRandom(9, (ulong)(2 * t)));
            var random = new CounterRandom(9, (ulong)(2 * t + 1));
            for (int r = 0; r < rows; r++)
            {
                vectors[r] = random.Normal((ulong)r);
                BayesianPmf.Posterior([], [], new PmfScale(PmfLink.Linear, 0, 1), [], prior, 2, vectors.AsSpan(r, 1));
            }
            (sum, squares) = (sum + prior.Precision[0] / rounds, squares + prior.Mean[0] / rounds);
        }
        Assert.Equal(6, sum, 0.3); // E Lambda = nu0
        Assert.Equal(0, squares, 0.03);
    }

    [Fact]
    public void Predictions_are_means_over_samples_and_surer_where_there_are_ratings()
    {
        var golden = RecsysGoldens.Load("pmf.json").GetProperty("cases")[1];
        var data = RecsysGoldens.Plays(golden.GetProperty("triplets"), 40, 31); // item 30 has no rating
        var model = new BayesianPmf(new() { Factors = 3, BurnIn = 10, Samples = 40 }).Fit(data);
        var scores = new float[31];
        model.Score([5], scores);
        double mean = data.ByUser.Values.Average(r => (double)r);
        for (int i = 0; i < 31; i++) Assert.Equal(mean + scores[i], model.Predict(5, i).Mean, 1e-4);
        double rated = Enumerable.Range(0, 40).Average(u => model.Predict(u, 0).Deviation),
            unrated = Enumerable.Range(0, 40).Average(u => model.Predict(u, 30).Deviation);
        Assert.True(rated > 0 && rated < unrated, $"{rated} {unrated}");
    }

    [Fact]
    public void A_folded_in_listener_scores_like_a_known_one()
    {
        var golden = RecsysGoldens.Load("pmf.json").GetProperty("cases")[1];
        var data = RecsysGoldens.Plays(golden.GetProperty("triplets"), 40, 30);
        var model = new BayesianPmf(new() { Factors = 2, Samples = 200 }).Fit(data);
        float[] known = new float[30], folded = new float[30];
        model.Score([3], known);
        model.ScoreHistories(data, [3], folded);
        double difference = 0, size = 0;
        for (int i = 0; i < 30; i++) (difference, size) = (difference + Math.Pow(known[i] - folded[i], 2), size + Math.Pow(known[i], 2));
        Assert.True(difference < 0.1 * size, $"{difference} of {size}");
    }
}
