using MusicRec.Factorization;
using MusicRec.Hybrid;
using MusicRec.Numerics;
using MusicRec.Ranking;

namespace MusicRec.Tests.Hybrid;

public class FactorRegressionTests
{
    [Theory]
    [InlineData(30, 4, 0.5), InlineData(6, 11, 0.5), InlineData(30, 4, 0)] // by columns, by rows, least squares
    public void The_gradient_of_the_ridge_regression_is_zero(int rows, int inputs, double lambda)
    {
        var (x, y) = (Matrix.From(Draw.Floats(rows * inputs, 1), rows, inputs), Matrix.From(Draw.Floats(rows * 2, 2), rows, 2));
        var map = new RidgeRegression(new() { Lambda = lambda }).Fit(x, y);
        for (int k = 0; k < 2; k++)
        {
            double[] gradient = new double[inputs + 1];
            for (int r = 0; r < rows; r++)
            {
                double error = map.Intercept[k] - y[r][k];
                for (int c = 0; c < inputs; c++) error += (double)map.Weights[k][c] * x[r][c];
                for (int c = 0; c < inputs; c++) gradient[c] += error * x[r][c];
                gradient[inputs] += error;
            }
            for (int c = 0; c < inputs; c++) gradient[c] += lambda * map.Weights[k][c];
            Assert.All(gradient, g => Assert.Equal(0, g, 2e-6 * rows));
        }
    }

    [Fact]
    public void Undetermined_weights_and_features_that_are_not_finite_are_refused()
    {
        var x = Matrix.From([1, 1, 2, 2, 3, 3], 3, 2);
        Assert.Throws<MusicRecException>(() => new RidgeRegression(new() { Lambda = 0 }).Fit(x, new Matrix(3, 1)));
        Assert.Throws<ArgumentException>(() => new RidgeRegression().Fit(Matrix.From([float.NaN, 1], 2, 1), new Matrix(2, 1)));
        Assert.Throws<ArgumentException>(() => new RidgeRegression().Fit(x, new Matrix(2, 1)));
    }

    [Theory]
    [InlineData(RegressionLoss.MeanSquared), InlineData(RegressionLoss.Cosine)]
    public void A_network_learns_what_no_line_fits_and_is_saved(RegressionLoss loss)
    {
        var (x, y) = Bent(200);
        var options = new NetworkRegressionOptions
        {
            Hidden = [32],
            Dropout = 0,
            Loss = loss,
            Epochs = 60,
            LearningRate = 0.01,
            ValidationShare = 0.1,
            Patience = 60,
        };
        var map = new NetworkRegression(options).Fit(x, y);
        var line = new RidgeRegression(new() { Lambda = 0.01 }).Fit(x, y);
        Assert.True(Error(map.Predict(x)) < 0.5 * Error(Features.Normalize(line.Predict(x))), $"{Error(map.Predict(x))}");
        using var stream = new MemoryStream();
        map.Save(stream);
        var loaded = FactorMap.Load(new MemoryStream(stream.ToArray()));
        Assert.Equal(map.Predict(x)[7].ToArray(), loaded.Predict(x)[7].ToArray());
        Assert.Equal(32, map.Embed(x).Columns);
        for (int length = 0; length < stream.Length; length += 7)
            Assert.Throws<MusicRecException>(() => FactorMap.Load(new MemoryStream(stream.ToArray(), 0, length)));
        var again = new NetworkRegression(options with { Threads = 7 }).Fit(x, y);
        Assert.Equal(map.Predict(x)[3].ToArray(), again.Predict(x)[3].ToArray());

        double Error(Matrix predicted) => Enumerable.Range(0, 200)
            .Sum(r => Math.Pow(predicted[r][0] - y[r][0], 2) + Math.Pow(predicted[r][1] - y[r][1], 2));
    }

    [Fact]
    public void Late_fusion_takes_modalities_of_any_scale()
    {
        var (x, y) = Bent(120);
        var far = new Matrix(120, 3);
        for (int r = 0; r < 120; r++) for (int c = 0; c < 3; c++) far.Row(r)[c] = 1000 * (c < 2 ? y[r][c] : x[r][0]);
        var both = Features.Concatenate(x, far);
        foreach (var options in new[] { NetworkRegressionOptions.OramasFusionLinear(2, 3), NetworkRegressionOptions.OramasFusionHidden(2, 3) })
        {
            var map = new NetworkRegression(options with { InputDropout = 0.1, Dropout = 0, LearningRate = 0.01, Epochs = 40, Patience = 40 })
                .Fit(both, y);
            var predicted = map.Predict(both);
            Assert.All(Enumerable.Range(0, 120), r => Assert.Equal(1, predicted[r].ToArray().Sum(v => v * v), 1e-5));
            Assert.True(Enumerable.Range(0, 120).Average(r => predicted[r][0] * y[r][0] + predicted[r][1] * y[r][1]) > 0.9);
            using var stream = new MemoryStream();
            map.Save(stream);
            Assert.Equal(predicted[5].ToArray(), FactorMap.Load(new MemoryStream(stream.ToArray())).Predict(both)[5].ToArray());
        }
        Assert.Throws<ArgumentException>(() => new NetworkRegression(NetworkRegressionOptions.OramasFusionLinear(2, 2)).Fit(both, y));
    }

    [Fact]
    public void Linear_late_fusion_without_dropout_is_a_linear_map_of_unit_vectors()
    {
        var (x, y) = (Matrix.From(Draw.Floats(80, 1), 20, 4), Matrix.From(Draw.Floats(60, 2), 20, 3));
        var map = new NetworkRegression(NetworkRegressionOptions.OramasFusionLinear(2, 2) with
        {
            InputDropout = 0,
            Dropout = 0,
            Loss = RegressionLoss.MeanSquared,
            Epochs = 20,
        }).Fit(x, y);
        const float c = 0.6f, s = 0.8f; // a turn of both modalities from one pair of axes to the other
        var predicted = map.Predict(Matrix.From([1, 0, 1, 0, 0, 1, 0, 1, c, s, c, s, -1, 0, -1, 0], 4, 4));
        for (int k = 0; k < 3; k++)
        {
            float intercept = (predicted[0][k] + predicted[3][k]) / 2;
            Assert.Equal(c * (predicted[0][k] - intercept) + s * (predicted[1][k] - intercept), predicted[2][k] - intercept, 1e-5);
        }
    }

    [Theory]
    [InlineData(WmfConfidence.Log, 1), InlineData(WmfConfidence.Binary, 0.5), InlineData(WmfConfidence.AsGiven, 1.5)]
    public void A_linear_network_on_plays_nears_the_items_best_factors(WmfConfidence confidence, double unobserved)
    {
        var data = Draw.Interactions(30, 12, 150, seed: 6);
        var model = new Wmf(new()
        {
            Factors = 3,
            Lambda = 1,
            Solver = WmfSolver.Cholesky,
            Confidence = confidence,
            UnobservedWeight = unobserved,
        }).Fit(data);
        var identity = new Matrix(12, 12);
        for (int i = 0; i < 12; i++) identity.Row(i)[i] = 1;
        var map = new NetworkRegression(new() { Hidden = [], Epochs = 800, LearningRate = 0.02, ValidationShare = 0, BatchSize = 12 })
            .FitToPlays(identity, model.UserFactors, data, model.Options);
        var best = new Matrix(12, 3);
        var free = model.Options with { Lambda = 1e-6 };
        var gram = WmfGram.Compute(model.UserFactors, unobserved, 1);
        new WmfHalfSweep(new(free), new WmfObjective(free).Signed(data.ByItem), best, model.UserFactors, gram).Cholesky();
        var predicted = map.Predict(identity);
        for (int i = 0; i < 12; i++)
            for (int k = 0; k < 3; k++) Assert.Equal(best[i][k], predicted[i][k], 0.02);
    }

    [Fact]
    public void Weights_that_the_prediction_error_cannot_follow_are_refused()
    {
        var (data, features) = (Draw.Interactions(30, 12, 150, seed: 6), new Matrix(12, 2));
        foreach (var options in new WmfOptions[] { WmfOptions.Ials, new() { UnobservedWeight = 0 } })
            Assert.Contains("UnobservedWeight", Assert.Throws<ArgumentException>(() =>
                new NetworkRegression().FitToPlays(features, new Matrix(30, 3), data, options)).Message);
    }

    [Fact]
    public void New_items_are_added_and_every_item_tells_its_source()
    {
        var data = Draw.Interactions(30, 12, 150, seed: 6);
        var fitted = new Wmf(new() { Factors = 3, Lambda = 1 }).Fit(data);
        var content = Matrix.From(Draw.Floats(24, 5), 12, 2);
        var map = new RidgeRegression().Fit(content, fitted.ItemFactors);
        var model = ColdStartModel.Create(fitted, data, content, map);
        var fresh = Matrix.From([0.5f, -0.2f, 9, 9], 2, 2);
        var grown = model.AddItems(["new", "silent"], fresh, new ItemMask([0], 2));
        Assert.Equal([FactorSource.Warm, FactorSource.Predicted, FactorSource.Fallback], new[] { 0, 12, 13 }.Select(grown.SourceOf));
        Assert.Equal(map.Predict(fresh)[0].ToArray(), grown.ItemFactors[12].ToArray());
        Assert.Equal(12, model.ItemFactors.Rows);
        Assert.Equal("new", grown.ItemIds[12]);
        Assert.Contains(12, Ranker.Recommend(grown, [0], new() { K = 14 })[0].ToArray().Select(item => item.Item));
        Assert.Throws<ArgumentException>(() => grown.AddItems(["new"], Matrix.From([1, 1], 1, 2)));
        Assert.Throws<ArgumentException>(() => model.AddItems(["a", "b"], fresh, new ItemMask([0], 12)));
        using var stream = new MemoryStream();
        grown.Save(stream);
        Assert.Equal(FactorSource.Fallback, ColdStartModel.Load(new MemoryStream(stream.ToArray())).SourceOf(13));
    }

    [Fact]
    public void Similar_items_are_those_that_the_same_users_would_play()
    {
        var data = Draw.Interactions(30, 12, 150, seed: 6);
        var fitted = new Wmf(new() { Factors = 3, Lambda = 1 }).Fit(data);
        var content = Matrix.From(Draw.Floats(24, 5), 12, 2);
        var model = ColdStartModel.Create(fitted, data, content, new RidgeRegression().Fit(content, fitted.ItemFactors));
        var scores = new float[12];
        model.ScoreSimilar([4], scores);
        double[] Pattern(int item) => [.. Enumerable.Range(0, 30).Select(u =>
            Enumerable.Range(0, 3).Sum(k => (double)fitted.UserFactors[u][k] * model.ItemFactors[item][k]))];
        double Product(int a, int b) => Pattern(a).Zip(Pattern(b), (x, y) => x * y).Sum();
        for (int i = 0; i < 12; i++) Assert.Equal(Product(4, i) / Math.Sqrt(Product(4, 4) * Product(i, i)), scores[i], 1e-5);
    }

    // On the unit circle, at an angle that is a product.
    private static (Matrix X, Matrix Y) Bent(int rows)
    {
        var (x, y) = (Matrix.From(Draw.Floats(2 * rows, 8), rows, 2), new Matrix(rows, 2));
        for (int r = 0; r < rows; r++)
        {
            double angle = 3 * x[r][0] * x[r][1];
            (y.Row(r)[0], y.Row(r)[1]) = ((float)Math.Cos(angle), (float)Math.Sin(angle));
        }
        return (x, y);
    }
}
