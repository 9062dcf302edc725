using MusicRec.Data;
using MusicRec.Kernels;
using MusicRec.Numerics;
using MusicRec.Ranking;

namespace MusicRec.Factorization;

/// <summary>Vectors fitted by <see cref="Pmf"/>. Scores are inner products, in the order of the predicted ratings. Immutable and safe to share
/// between threads.</summary>
public sealed class PmfModel : FactorModel, IFoldIn
{
    private const string Kind = "pmf";
    private const int LogisticSteps = 20;
    private readonly PmfScale _scale;
    private readonly double _decay;
    private readonly Lazy<double[]> _items;

    internal PmfModel(Matrix users, Matrix items, PmfScale scale, double decay, IdMap userIds, IdMap itemIds) : base(users, items, userIds, itemIds)
    {
        (_scale, _decay) = (scale, decay);
        _items = new(() => Widen(items));
    }

    /// <summary>The rating that a user is expected to give an item, on the scale of the data.</summary>
    public double Predict(int user, int item) => _scale.Rating(Dot.Run(UserFactors[user], ItemFactors[item]));

    /// <summary>Scores new users: their vector minimises the same objective with the items held still; a ridge regression, or for the logistic link
    /// Gauss-Newton steps of it.</summary>
    /// <inheritdoc/>
    public void ScoreHistories(Interactions histories, ReadOnlySpan<int> rows, Span<float> scores)
    {
        Histories.Check(histories, rows, scores, ItemFactors.Rows);
        double decay = Math.Max(_decay, 1e-9); // a new user may have fewer ratings than there are factors
        var (vector, narrow) = (new double[Factors], new float[Factors]);
        for (int r = 0; r < rows.Length; r++)
        {
            var (items, ratings) = (histories.ItemsOf(rows[r]).ToArray(), histories.WeightsOf(rows[r]).ToArray());
            if (_scale.Link == PmfLink.Linear) PmfProblem.Solve(items, ratings, _scale, _items.Value, decay, vector);
            else Descend(items, ratings, decay, vector);
            for (int k = 0; k < narrow.Length; k++) narrow[k] = (float)vector[k];
            for (int i = 0; i < ItemFactors.Rows; i++) scores[r * ItemFactors.Rows + i] = Dot.Run(narrow, ItemFactors[i]);
        }
    }

    /// <summary>Writes the model to a stream as safetensors.</summary>
    public void Save(Stream stream)
    {
        var file = FactorFile.New(Kind, this);
        file.Set("link", (int)_scale.Link);
        file.Set("offset", _scale.Offset);
        file.Set("span", _scale.Span);
        file.Set("decay", _decay);
        file.Write(Require.NotNull(stream));
    }

    /// <summary>Writes the model to a file, wholly or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Reads a model that <see cref="Save(Stream)"/> wrote.</summary>
    /// <exception cref="MusicRecException">The stream holds no such model, or a damaged one.</exception>
    public static PmfModel Load(Stream stream)
    {
        var file = ModelFile.Read(Require.NotNull(stream), Kind);
        var (users, items, userIds, itemIds) = FactorFile.Read(file);
        var scale = new PmfScale((PmfLink)file.Get<int>("link"), file.Get<double>("offset"), file.Get<double>("span"));
        double decay = file.Get<double>("decay");
        if (!Enum.IsDefined(scale.Link) || !double.IsFinite(scale.Offset) || !(scale.Span > 0)
            || !double.IsFinite(scale.Span) || !(decay >= 0) || !double.IsFinite(decay))
            throw new MusicRecException($"The model file's rating scale {scale} with regularization {decay} is damaged.");
        return new PmfModel(users, items, scale, decay, userIds, itemIds);
    }

    // Gauss-Newton on 1/2 sum (t - g(u.v))^2 + decay/2 |u|^2: each step is the ridge regression of the linearised link, damped until it lowers the
    // objective.
    private void Descend(int[] items, float[] ratings, double decay, double[] user)
    {
        int f = Factors;
        Array.Clear(user);
        if (items.Length == 0) return;
        for (int step = 0; step < LogisticSteps; step++)
        {
            var (normal, move) = (new double[f * f], new double[f]);
            for (int k = 0; k < f; k++) (normal[k * f + k], move[k]) = (decay, -decay * user[k]);
            for (int e = 0; e < items.Length; e++)
            {
                var v = _items.Value.AsSpan(items[e] * f, f);
                var (g, slope) = _scale.Apply(DoubleCholesky.Dot(user, v));
                for (int a = 0; a < f; a++)
                {
                    move[a] += (_scale.Target(ratings[e]) - g) * slope * v[a];
                    for (int b = 0; b <= a; b++) normal[a * f + b] += slope * slope * v[a] * v[b];
                }
            }
            if (!DoubleCholesky.Factor(normal, f)) return;
            DoubleCholesky.Solve(normal, f, move);
            double before = Objective(items, ratings, decay, user);
            var trial = new double[f];
            for (double size = 1; size > 1e-3; size /= 2)
            {
                for (int k = 0; k < f; k++) trial[k] = user[k] + size * move[k];
                if (Objective(items, ratings, decay, trial) < before) break;
                user.CopyTo(trial, 0);
            }
            trial.CopyTo(user, 0);
        }
    }

    private double Objective(int[] items, float[] ratings, double decay, double[] user)
    {
        double sum = decay * DoubleCholesky.Dot(user, user);
        for (int e = 0; e < items.Length; e++)
        {
            double error = _scale.Target(ratings[e]) - _scale.Apply(DoubleCholesky.Dot(user, _items.Value.AsSpan(items[e] * Factors, Factors))).Value;
            sum += error * error;
        }
        return sum / 2;
    }

    private static double[] Widen(Matrix matrix)
    {
        var wide = new double[(long)matrix.Rows * matrix.Columns];
        for (int r = 0; r < matrix.Rows; r++)
            for (int k = 0; k < matrix.Columns; k++) wide[r * matrix.Columns + k] = matrix[r][k];
        return wide;
    }
}
