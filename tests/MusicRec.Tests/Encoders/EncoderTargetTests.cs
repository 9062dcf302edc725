using MusicRec.Compute;
using MusicRec.Data;
using MusicRec.Encoders;
using MusicRec.Factorization;
using MusicRec.Numerics;

namespace MusicRec.Tests.Encoders;

/// <summary>Encoders of plain vectors, fitted to each kind of target on data whose answer is known.</summary>
public class EncoderTargetTests
{
    private const int Items = 200, Users = 80, Rank = 3;
    private static readonly IdMap Ids = IdMap.Sequential(Items);
    private static readonly Matrix Features = Random(Items, 6, 1), Tastes = Random(Users, Rank, 2);
    private static readonly Matrix Factors = Times(Features, Random(Rank, 6, 3));
    private static readonly ItemFrames Rows = ItemFrames.FromRows(Ids, Features);

    private static EncoderOptions Linear => new()
    {
        Network = NetworkPlans.Linear(Rank),
        Window = 1,
        Epochs = 200,
        LearningRate = 0.02,
        Patience = 20,
        Standardize = Standardization.None,
    };

    [Fact]
    public void A_linear_encoder_finds_a_linear_map()
    {
        var vectors = new Encoder(Linear).Fit(Rows, new FactorTarget(Factors)).Encode(Rows).Vectors;
        for (int i = 0; i < Items; i++) for (int k = 0; k < Rank; k++) Assert.Equal(Factors[i][k], vectors[i][k], 0.02);
    }

    [Fact]
    public void Cosine_fits_directions()
    {
        var plan = new NetworkPlan($"flatten | dense {Rank} | l2norm");
        var vectors = new Encoder(Linear with { Network = plan }).Fit(Rows, new FactorTarget(Factors, FactorLoss.Cosine)).Encode(Rows).Vectors;
        for (int i = 0; i < Items; i++)
        {
            double dot = 0, length = 0;
            for (int k = 0; k < Rank; k++) (dot, length) = (dot + vectors[i][k] * Factors[i][k], length + Factors[i][k] * Factors[i][k]);
            Assert.InRange(dot / Math.Sqrt(length), 0.99, 1.0001);
        }
    }

    [Fact]
    public void Unit_targets_have_length_1()
    {
        var vectors = new Encoder(Linear with { Network = new("flatten | dense 64 relu | dense 3"), LearningRate = 0.005 })
            .Fit(Rows, new FactorTarget(Factors, FactorLoss.UnitSquaredError)).Encode(Rows).Vectors;
        double mean = Enumerable.Range(0, Items).Average(i => Math.Sqrt(vectors[i].ToArray().Sum(v => v * v)));
        Assert.InRange(mean, 0.85, 1.1);
    }

    [Fact]
    public void Ratings_are_fitted_through_the_users()
    {
        var ratings = Scores((score, _) => score);
        var vectors = new Encoder(Linear).Fit(Rows, new RatingTarget(Tastes, ratings)).Encode(Rows).Vectors;
        for (int i = 0; i < Items; i++) for (int k = 0; k < Rank; k++) Assert.Equal(Factors[i][k], vectors[i][k], 0.1);
    }

    [Fact]
    public void The_weighted_prediction_error_gives_the_factors_that_alternating_least_squares_gives()
    {
        var plays = Scores((score, _) => score > 1 ? 1 : 0);
        var model = new Wmf(new WmfOptions { Factors = Rank, Lambda = 1e-4, Alpha = 2, Confidence = WmfConfidence.Binary }).Fit(plays);
        var confidences = Confidence.Linear(plays, 2);
        var oneHot = new float[Items * Items];
        for (int i = 0; i < Items; i++) oneHot[i * Items + i] = 1;
        var free = ItemFrames.FromRows(Ids, Matrix.From(oneHot, Items, Items)); // a vector of its own for each item
        var target = new WeightedPredictionTarget(model.UserFactors, confidences, model.ItemFactors);
        var vectors = new Encoder(Linear with { Epochs = 150, ValidationShare = 0, LearningRate = 0.05 }).Fit(free, target).Encode(free).Vectors;
        double difference = 0, size = 0;
        for (int i = 0; i < Items; i++)
        {
            if (!target.Has(i)) continue;
            for (int k = 0; k < Rank; k++)
                (difference, size) = (difference + Math.Pow(vectors[i][k] - model.ItemFactors[i][k], 2), size + Math.Pow(model.ItemFactors[i][k], 2));
        }
        Assert.True(difference < 0.01 * size, $"relative squared difference {difference / size:0.0000}");
    }

    [Fact]
    public void With_equal_confidences_and_orthonormal_users_the_prediction_error_ranks_as_the_squared_error()
    {
        float[] users = [0.5f, 0.5f, 0.5f, -0.5f, 0.5f, 0.5f, 0.5f, -0.5f]; // [4, 2], columns of length 1 at right angles
        var tape = new Tape(new CpuBackend(1), training: false);
        var (x, gram) = (tape.Input(new Shape(4, 2), users), tape.Input(new Shape(2, 2), [1, 0, 0, 1]));
        var listeners = new Listeners([0, 2], [1, 2], [1, 1]);
        var best = tape.Input(new Shape(1, 2), [users[2] + users[4], users[3] + users[5]]); // X'p
        float[] guesses = Draw.Floats(40, 7);
        var apart = Enumerable.Range(0, 20).Select(g => tape.Input(new Shape(1, 2), guesses.AsSpan(2 * g, 2).ToArray()))
            .Select(y => tape.WeightedPredictionError(y, x, gram, listeners).Item() - 2 * tape.MeanSquaredError(y, best).Item()).ToArray();
        Assert.All(apart, difference => Assert.Equal(apart[0], difference, 1e-5));
    }

    [Fact]
    public void The_cosine_loss_of_a_vector_is_0_with_itself_and_2_with_its_opposite()
    {
        var tape = new Tape(new CpuBackend(1), training: false);
        Tensor y = tape.Input(new Shape(1, 3), [1, -2, 3]), same = tape.Input(new Shape(1, 3), [2, -4, 6]),
            opposite = tape.Input(new Shape(1, 3), [-1, 2, -3]);
        Assert.Equal(0, tape.CosineLoss(y, same).Item(), 1e-6);
        Assert.Equal(2, tape.CosineLoss(y, opposite).Item(), 1e-6);
    }

    [Fact]
    public void Tags_are_told_by_the_sign_of_logits()
    {
        var labels = new float[Items * Rank];
        for (int i = 0; i < Items; i++) for (int k = 0; k < Rank; k++) labels[i * Rank + k] = Factors[i][k] > 0 ? 1 : 0;
        var vectors = new Encoder(Linear).Fit(Rows, new TagTarget(Matrix.From(labels, Items, Rank))).Encode(Rows);
        int right = Enumerable.Range(0, Items * Rank).Count(e => vectors.Vectors[e / Rank][e % Rank] > 0 == labels[e] > 0);
        Assert.True(right > 0.95 * labels.Length, $"{right} of {labels.Length} tags");
    }

    private static Interactions Scores(Func<double, int, double> weight)
    {
        var (users, items, weights) = (new List<int>(), new List<int>(), new List<float>());
        for (int u = 0; u < Users; u++)
            for (int i = u % 2; i < Items; i += 2)
            {
                double score = 0;
                for (int k = 0; k < Rank; k++) score += Tastes[u][k] * Factors[i][k];
                if (weight(score, i) is not 0 and var w) (users, items, weights) = ([.. users, u], [.. items, i], [.. weights, (float)w]);
            }
        return Interactions.FromTriples(users.ToArray(), items.ToArray(), weights.ToArray(), IdMap.Sequential(Users), Ids);
    }

    private static Matrix Random(int rows, int columns, int seed) => Matrix.From(Draw.Floats(rows * columns, seed), rows, columns);

    private static Matrix Times(Matrix rows, Matrix map)
    {
        var values = new float[rows.Rows * map.Rows];
        for (int i = 0; i < rows.Rows; i++)
            for (int k = 0; k < map.Rows; k++)
                for (int c = 0; c < rows.Columns; c++) values[i * map.Rows + k] += rows[i][c] * map[k][c];
        return Matrix.From(values, rows.Rows, map.Rows);
    }
}
