using MusicRec.Numerics;

namespace MusicRec.Factorization;

/// <summary>Mean and precision of a Gaussian: mu [n], Lambda [n, n], the lower triangle and the upper alike.</summary>
internal sealed record GaussianParameters(double[] Mean, double[] Precision);

/// <summary>The conjugate prior of a Gaussian: Lambda ~ Wishart(I, nu0), mu ~ N(0, (beta0 Lambda)^-1).</summary>
internal static class NormalWishart
{
    /// <summary>Draws mean and precision given rows that they are assumed to have made. Without rows: from the prior.</summary>
    /// <param name="rows">Shape [count, n], row-major.</param>
    /// <param name="n">Dimension.</param>
    /// <param name="beta0">Prior rows behind the mean, above 0.</param>
    /// <param name="nu0">Prior degrees of freedom, at least n.</param>
    /// <param name="random">Its counters from 0 on are used.</param>
    public static GaussianParameters Draw(ReadOnlySpan<double> rows, int n, double beta0, double nu0, CounterRandom random)
    {
        int count = rows.Length / n;
        var (mean, inverse) = (new double[n], new double[n * n]);
        for (int r = 0; r < count; r++)
            for (int k = 0; k < n; k++) mean[k] += rows[r * n + k] / count;
        for (int k = 0; k < n; k++) inverse[k * n + k] = 1; // W0^-1 = I
        for (int r = 0; r < count; r++)
        {
            for (int a = 0; a < n; a++)
                for (int b = 0; b <= a; b++) inverse[a * n + b] += (rows[r * n + a] - mean[a]) * (rows[r * n + b] - mean[b]);
        }
        double pull = beta0 * count / (beta0 + count);
        for (int a = 0; a < n; a++)
            for (int b = 0; b <= a; b++) inverse[a * n + b] += pull * mean[a] * mean[b];
        var draws = new Draws(random);
        double[] precision = Wishart(inverse, n, nu0 + count, ref draws);
        double[] factor = [.. precision];
        if (!DoubleCholesky.Factor(factor, n)) throw new MusicRecException("The sampled precision lost its rank. Use fewer factors.");
        var noise = new double[n];
        for (int k = 0; k < n; k++) noise[k] = draws.Normal() / Math.Sqrt(beta0 + count);
        DoubleCholesky.SolveUpper(factor, n, noise);
        for (int k = 0; k < n; k++) noise[k] += mean[k] * count / (beta0 + count);
        return new(noise, precision);
    }

    // Bartlett: with W^-1 = C C', W = C'^-1 C^-1 and A lower triangular, A_ii^2 ~ chi2(nu - i), A_ij ~ N(0, 1): T = C'^-1 A, Lambda = T T'.
    private static double[] Wishart(double[] inverseScale, int n, double degrees, ref Draws draws)
    {
        if (!DoubleCholesky.Factor(inverseScale, n)) throw new MusicRecException("The scatter of the vectors is not finite. Use a stronger prior.");
        var columns = new double[n * n]; // row k: column k of T
        for (int k = 0; k < n; k++)
        {
            columns[k * n + k] = Math.Sqrt(draws.ChiSquared(degrees - k));
            for (int i = k + 1; i < n; i++) columns[k * n + i] = draws.Normal();
            DoubleCholesky.SolveUpper(inverseScale, n, columns.AsSpan(k * n, n));
        }
        var product = new double[n * n];
        for (int k = 0; k < n; k++)
            for (int a = 0; a < n; a++)
                for (int b = 0; b < n; b++) product[a * n + b] += columns[k * n + a] * columns[k * n + b];
        return product;
    }

    /// <summary>A run of draws from one stream.</summary>
    private struct Draws(CounterRandom random)
    {
        private ulong _next;

        public double Normal() => random.Normal(_next++);

        /// <summary>Chi-squared of any positive degrees of freedom: twice a gamma variate of half of them (Marsaglia, Tsang 2000).</summary>
        public double ChiSquared(double degrees)
        {
            double shape = degrees / 2, boost = 1;
            if (shape < 1) (boost, shape) = (Math.Pow(Uniform(), 1 / shape), shape + 1);
            double d = shape - 1.0 / 3, c = 1 / Math.Sqrt(9 * d);
            for (; ; )
            {
                double x = Normal(), v = Math.Pow(1 + c * x, 3);
                if (v > 0 && Math.Log(Uniform()) < x * x / 2 + d - d * v + d * Math.Log(v)) return 2 * boost * d * v;
            }
        }

        private double Uniform() => random.Uniform(2 * _next++); // a Normal takes two counters
    }
}
