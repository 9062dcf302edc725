using MusicRec.Numerics;

namespace MusicRec.Factorization;

/// <summary>The kept samples side by side, so that the mean over samples of u.v is one inner product:
/// a row of Users is u_1 .. u_S, a row of Items is v_1 / S .. v_S / S.</summary>
internal sealed class BayesianPmfSamples
{
    public BayesianPmfSamples(int users, int items, int factors, int count)
        : this(new Matrix(users, checked(factors * count)),
            new Matrix(items, checked(factors * count)), new Matrix(count, factors * (factors + 1)), factors)
    {
    }

    public BayesianPmfSamples(Matrix users, Matrix items, Matrix priors, int factors) =>
        (Users, Items, Priors, Factors) = (users, items, priors, factors);

    public Matrix Users { get; }
    public Matrix Items { get; }

    /// <summary>Row s: the users' mean mu and precision Lambda of sample s, which new users are drawn from.</summary>
    public Matrix Priors { get; }

    public int Factors { get; }
    public int Count => Priors.Rows;

    public void Keep(int sample, double[] users, double[] items, GaussianParameters prior)
    {
        Copy(users, Users, sample, 1);
        Copy(items, Items, sample, 1.0 / Count);
        var row = Priors.Row(sample);
        for (int k = 0; k < Factors; k++) row[k] = (float)prior.Mean[k];
        for (int k = 0; k < Factors * Factors; k++) row[Factors + k] = (float)prior.Precision[k];
    }

    public GaussianParameters Prior(int sample)
    {
        double[] both = [.. Priors[sample].ToArray().Select(x => (double)x)];
        return new(both[..Factors], both[Factors..]);
    }

    private void Copy(double[] vectors, Matrix to, int sample, double scale)
    {
        for (int r = 0; r < to.Rows; r++)
            for (int k = 0; k < Factors; k++) to.Row(r)[sample * Factors + k] = (float)(scale * vectors[r * Factors + k]);
    }
}
