using MusicRec.Data;
using MusicRec.Kernels;
using MusicRec.Numerics;
using MusicRec.Ranking;

namespace MusicRec.Factorization;

/// <summary>A predicted rating.</summary>
/// <param name="Mean">Posterior mean of the expected rating, on the scale of the data.</param>
/// <param name="Deviation">Posterior standard deviation of the expected rating; the noise of a single rating comes on top.</param>
public readonly record struct RatingPrediction(double Mean, double Deviation);

/// <summary>Samples of the posterior of all vectors. Scores are posterior means. Immutable and safe to share between threads.</summary>
public sealed class BayesianPmfModel : FactorModel, IFoldIn
{
    private const string Kind = "bayesian-pmf";
    private readonly BayesianPmfSamples _samples;
    private readonly PmfScale _scale;

    internal BayesianPmfModel(BayesianPmfSamples samples, PmfScale scale, double noisePrecision, IdMap userIds, IdMap itemIds)
        : base(samples.Users, samples.Items, userIds, itemIds) => (_samples, _scale, NoisePrecision) = (samples, scale, noisePrecision);

    /// <summary>Number of samples that predictions average over.</summary>
    public int Samples => _samples.Count;

    /// <summary>Precision alpha of a single rating around its expectation.</summary>
    public double NoisePrecision { get; }

    /// <summary>The rating that a user is expected to give an item, and how sure that is.</summary>
    public RatingPrediction Predict(int user, int item)
    {
        var (u, v, f) = (UserFactors[user].ToArray(), ItemFactors[item].ToArray(), _samples.Factors);
        double sum = 0, squares = 0;
        for (int s = 0; s < Samples; s++)
        {
            double score = (double)Samples * Dot.Run(u.AsSpan(s * f, f), v.AsSpan(s * f, f));
            (sum, squares) = (sum + score, squares + score * score);
        }
        double mean = sum / Samples, variance = Math.Max(0, squares / Samples - mean * mean);
        return new(_scale.Rating(mean), Math.Sqrt(variance));
    }

    /// <summary>Scores new users by the mean, over the samples, of their vector's posterior mean given that sample's items and priors.</summary>
    /// <inheritdoc/>
    public void ScoreHistories(Interactions histories, ReadOnlySpan<int> rows, Span<float> scores)
    {
        Histories.Check(histories, rows, scores, ItemFactors.Rows);
        int f = _samples.Factors;
        var (vector, wide) = (new double[f], new float[Factors]);
        for (int r = 0; r < rows.Length; r++)
        {
            var (items, ratings) = (histories.ItemsOf(rows[r]).ToArray(), histories.WeightsOf(rows[r]).ToArray());
            int[] positions = [.. Enumerable.Range(0, items.Length)];
            var others = new double[items.Length * f];
            for (int s = 0; s < Samples; s++)
            {
                for (int e = 0; e < items.Length; e++)
                    for (int k = 0; k < f; k++) others[e * f + k] = (double)Samples * ItemFactors[items[e]][s * f + k];
                Array.Clear(vector);
                BayesianPmf.Posterior(positions, ratings, _scale, others, _samples.Prior(s), NoisePrecision, vector);
                for (int k = 0; k < f; k++) wide[s * f + k] = (float)vector[k];
            }
            for (int i = 0; i < ItemFactors.Rows; i++) scores[r * ItemFactors.Rows + i] = Dot.Run(wide, ItemFactors[i]);
        }
    }

    /// <summary>Writes the model to a stream as safetensors.</summary>
    public void Save(Stream stream)
    {
        var file = FactorFile.New(Kind, this);
        file.Add("priors", _samples.Priors);
        file.Set("factors", _samples.Factors);
        file.Set("noise_precision", NoisePrecision);
        file.Set("offset", _scale.Offset);
        file.Write(Require.NotNull(stream));
    }

    /// <summary>Writes the model to a file, wholly or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Reads a model that <see cref="Save(Stream)"/> wrote.</summary>
    /// <exception cref="MusicRecException">The stream holds no such model, or a damaged one.</exception>
    public static BayesianPmfModel Load(Stream stream)
    {
        var file = ModelFile.Read(Require.NotNull(stream), Kind);
        var (users, items, userIds, itemIds) = FactorFile.Read(file);
        int factors = file.Get<int>("factors");
        double noise = file.Get<double>("noise_precision"), offset = file.Get<double>("offset");
        if (factors is < 1 or > 256 || items.Columns % factors != 0 || !(noise > 0) || !double.IsFinite(noise) || !double.IsFinite(offset))
            throw new MusicRecException(
                $"The model file has {factors} factors in {items.Columns} columns, noise precision {noise}, mean {offset}; it is damaged.");
        var priors = file.GetMatrix("priors", items.Columns / factors, factors * (factors + 1));
        return new BayesianPmfModel(new BayesianPmfSamples(users, items, priors, factors),
            new PmfScale(PmfLink.Linear, offset, 1), noise, userIds, itemIds);
    }
}
