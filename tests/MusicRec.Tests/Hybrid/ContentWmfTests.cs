using MusicRec.Data;
using MusicRec.Factorization;
using MusicRec.Hybrid;
using MusicRec.Numerics;
using MusicRec.Tests.Contracts;

namespace MusicRec.Tests.Hybrid;

public class ContentWmfTests
{
    private static readonly Interactions Data = Draw.Interactions(40, 25, 400, seed: 3);
    private static readonly Matrix Content = Matrix.From(Draw.Floats(25 * 6, seed: 4), 25, 6);

    [Theory]
    [InlineData(2.0, 5.0, true), InlineData(30.0, 0.5, true), InlineData(0.1, 100.0, false)]
    public void No_coordinate_step_raises_the_objective(double precision, double ridge, bool intercept)
    {
        var options = Options(precision) with { MapRegularization = ridge, Intercept = intercept };
        var sweep = new ContentWmfSweep(options, Data, Content, default);
        sweep.UpdateUsers(default);
        double last = sweep.Loss(default);
        for (int step = 0; step < 6; step++)
        {
            foreach (var update in new Action<CancellationToken>[] { sweep.UpdateItems, sweep.UpdateMap, sweep.UpdateUsers })
            {
                update(default);
                double now = sweep.Loss(default);
                Assert.True(now <= last * (1 + 1e-6), $"step {step}: {last:R} rose to {now:R}");
                last = now;
            }
        }
    }

    [Fact]
    public void The_objective_is_the_sum_over_all_pairs()
    {
        var sweep = new ContentWmfSweep(Options(3), Data, Content, default);
        sweep.UpdateUsers(default);
        sweep.UpdateItems(default);
        sweep.UpdateMap(default);
        var means = sweep.Map.Predict(Content);
        double sum = 0;
        for (int u = 0; u < 40; u++)
        {
            for (int i = 0; i < 25; i++)
            {
                int at = Data.ItemsOf(u).BinarySearch(i);
                double score = Product(sweep.Users[u], sweep.Items[i]), c = at < 0 ? 1 : 1 + 2 * Math.Log(1 + Data.WeightsOf(u)[at]);
                sum += c * Math.Pow((at < 0 ? 0 : 1) - score, 2);
            }
            sum += 2 * Product(sweep.Users[u], sweep.Users[u]);
        }
        for (int i = 0; i < 25; i++)
            for (int k = 0; k < 5; k++) sum += 3 * Math.Pow(sweep.Items[i][k] - means[i][k], 2);
        for (int k = 0; k < 5; k++) sum += 3 * 5 * Product(sweep.Map.Weights[k], sweep.Map.Weights[k]);
        Assert.Equal(sum, sweep.Loss(default), 1e-4 * sum);
    }

    [Fact]
    public void Without_content_it_is_weighted_matrix_factorisation()
    {
        var options = Options(2) with { Intercept = false };
        var plain = new Wmf(options.Factorization).Fit(Data);
        var hybrid = new ContentWmf(options).Fit(Data, new Matrix(25, 6));
        for (int i = 0; i < 25; i++) Close.Check(plain.ItemFactors[i], hybrid.ItemFactors[i], $"item {i}");
        for (int u = 0; u < 40; u++) Close.Check(plain.UserFactors[u], hybrid.UserFactors[u], $"user {u}");
    }

    [Fact]
    public void A_strong_prior_leaves_content_alone()
    {
        Assert.True(Gap(1e6) < 1e-4, "strong");
        Assert.True(Gap(0.1) > 0.05, "weak");

        static double Gap(double precision)
        {
            var model = new ContentWmf(Options(precision)).Fit(Data, Content);
            var content = model.Map.Predict(Content);
            double gap = 0, size = 0;
            for (int i = 0; i < 25; i++)
            {
                for (int k = 0; k < 5; k++)
                {
                    gap += Math.Pow(model.ItemFactors[i][k] - content[i][k], 2);
                    size += Math.Pow(model.ItemFactors[i][k], 2);
                }
            }
            return gap / size;
        }
    }

    [Fact]
    public void An_item_without_plays_does_not_touch_the_others_and_is_served_by_content()
    {
        var all = Data.SelectItems([.. Enumerable.Range(0, 25).Where(i => i != 7)]);
        var without = new ContentWmf(Options(2)).Fit(all, Features.Select(Content, [.. Enumerable.Range(0, 25).Where(i => i != 7)]));
        var cold = new ContentWmf(Options(2)).Fit(Blank(7), Content);
        Assert.Equal(FactorSource.Predicted, cold.SourceOf(7));
        Assert.Equal(FactorSource.Warm, cold.SourceOf(8));
        Assert.Equal(cold.Map.Predict(Content)[7].ToArray(), cold.ItemFactors[7].ToArray());
        Assert.Equal(without.ItemFactors.Rows + 1, cold.ItemFactors.Rows);
        Assert.True(Math.Abs(Product(cold.ItemFactors[7], cold.ItemFactors[7])) > 0);
    }

    private static Interactions Blank(int item) => Interactions.FromTriples(
        [.. Data.Entries().Where(e => e.Item != item).Select(e => e.User)], [.. Data.Entries().Where(e => e.Item != item).Select(e => e.Item)],
        [.. Data.Entries().Where(e => e.Item != item).Select(e => e.Weight)], Data.UserIds, Data.ItemIds);

    private static ContentWmfOptions Options(double precision) => new()
    {
        Factorization = new WmfOptions { Factors = 5, Sweeps = 6, Lambda = 2, Solver = WmfSolver.Cholesky },
        ItemPrecision = precision,
        MapRegularization = 5,
    };

    private static double Product(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        double sum = 0;
        for (int k = 0; k < x.Length; k++) sum += (double)x[k] * y[k];
        return sum;
    }
}

public class ColdStartContractTests : RecommenderContract<ColdStartModel>
{
    protected override ColdStartModel Fit(Interactions data, int threads = 0,
        IProgress<TrainingStep>? progress = null, CancellationToken cancel = default) =>
        new ContentWmf(new() { Factorization = new() { Factors = 4, Sweeps = 8, Lambda = 2, Threads = threads } })
            .Fit(data, Matrix.From(Draw.Floats(24 * 3, seed: 9), 24, 3), null, progress, cancel);

    protected override void Save(ColdStartModel model, Stream stream) => model.Save(stream);

    protected override ColdStartModel Load(Stream stream) => ColdStartModel.Load(stream);
}
