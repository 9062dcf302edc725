using MusicRec.Compute;
using MusicRec.Data;
using MusicRec.Hybrid;
using MusicRec.Neural;
using MusicRec.Numerics;
using MusicRec.Tests.Contracts;

namespace MusicRec.Tests.Hybrid;

public class HierarchicalLinearTests
{
    private static readonly Interactions Ratings = Draw.Interactions(20, 15, 160, seed: 12);
    private static readonly Matrix Content = Matrix.From(Draw.Floats(45, seed: 13), 15, 3);

    [Theory]
    [InlineData(0), InlineData(4)]
    public void No_step_raises_the_objective(int factors)
    {
        var problem = new HierarchicalLinearProblem(new() { Factors = factors }, Ratings.ByUser, Ratings.ByItem, Content);
        double last = double.PositiveInfinity;
        for (int sweep = 0; sweep < 5; sweep++)
        {
            foreach (var update in new Action[] { () => problem.UpdateUsers(default), problem.UpdateShared, () => problem.UpdateItems(default) })
            {
                update();
                Assert.True(problem.Loss() <= last * (1 + 1e-12), $"{last} rose to {problem.Loss()}");
                last = problem.Loss();
            }
        }
    }

    [Fact]
    public void A_user_is_the_ridge_regression_about_the_shared_taste()
    {
        var model = new HierarchicalLinear(new() { UserRegularization = 0.7, Intercept = false, Sweeps = 200 }).Fit(Ratings, Content);
        int user = Enumerable.Range(0, 20).First(u => Ratings.ItemsOf(u).Length > 3);
        var gradient = new double[3];
        for (int e = 0; e < Ratings.ItemsOf(user).Length; e++)
        {
            int item = Ratings.ItemsOf(user)[e];
            double error = model.Predict(user, item) - Ratings.WeightsOf(user)[e];
            for (int k = 0; k < 3; k++) gradient[k] += error * Content[item][k];
        }
        for (int k = 0; k < 3; k++) gradient[k] += 0.7 * (model.UserFactors[user][k] - model.SharedTaste[k]);
        Assert.All(gradient, g => Assert.Equal(0, g, 1e-4));
        Assert.Equal(model.SharedTaste.ToArray(), model.UserFactors[5].ToArray(), (a, b) => Math.Abs(a - b) < 1e-5); // user 5 rated nothing
    }

    [Fact]
    public void Joint_training_with_a_linear_encoder_bends_the_content_to_the_ratings()
    {
        var backend = new CpuBackend(2);
        var encoder = new Sequential(new Linear(new Initializer(backend, 3), 3, 8, Activation.Tanh), new Linear(new Initializer(backend, 4), 8, 2));
        var recipe = new HierarchicalLinear(new() { UserRegularization = 0.1 });
        var bent = new Interactions[1];
        bent[0] = Interactions.FromTriples([.. Ratings.Entries().Select(e => e.User)], [.. Ratings.Entries().Select(e => e.Item)],
            [.. Ratings.Entries().Select(e => (e.User % 2 == 0 ? 3 : -3) * Content[e.Item][0] * Content[e.Item][1])],
            Ratings.UserIds, Ratings.ItemIds);
        var joint = recipe.FitJoint(bent[0], Content, encoder, backend, new() { Epochs = 150, BatchSize = 16, Seed = 2 }, 0.01);
        var still = recipe.Fit(bent[0], Content);
        Assert.True(Error(joint) < 0.5 * Error(still), $"{Error(joint)} against {Error(still)}");

        double Error(HierarchicalLinearModel model) => bent[0].Entries().Average(e => Math.Pow(model.Predict(e.User, e.Item) - e.Weight, 2));
    }

    [Fact]
    public void Factors_beside_the_content_fit_better_and_an_item_without_ratings_has_none()
    {
        var plain = new HierarchicalLinear().Fit(Ratings, Content);
        var hybrid = new HierarchicalLinear(new() { Factors = 3 }).Fit(Ratings, Content);
        Assert.True(Error(hybrid) < Error(plain));
        var more = Interactions.FromTriples([.. Ratings.Entries().Select(e => e.User)], [.. Ratings.Entries().Select(e => e.Item)],
            [.. Ratings.Entries().Select(e => e.Weight)], Ratings.UserIds, IdMap.Sequential(16));
        var cold = new HierarchicalLinear(new() { Factors = 3 }).Fit(more, Matrix.From([.. Draw.Floats(45, 13), 1, 2, 3], 16, 3));
        Assert.Equal([1, 2, 3, 1, 0, 0, 0], cold.ItemFactors[15].ToArray());

        static double Error(HierarchicalLinearModel model) => Ratings.Entries().Average(e => Math.Pow(model.Predict(e.User, e.Item) - e.Weight, 2));
    }
}

/// <summary>Explains the ratings that are there, so data of ones teach it nothing of taste.</summary>
public class HierarchicalLinearContractTests : RecommenderContract<HierarchicalLinearModel>
{
    protected override bool LearnsTaste => false;

    protected override HierarchicalLinearModel Fit(Interactions data, int threads = 0,
        IProgress<TrainingStep>? progress = null, CancellationToken cancel = default) =>
        new HierarchicalLinear(new() { Factors = 2, Sweeps = 3, Threads = threads })
            .Fit(data, Matrix.From(Draw.Floats(24 * 3, seed: 9), 24, 3), progress, cancel);

    protected override void Save(HierarchicalLinearModel model, Stream stream) => model.Save(stream);

    protected override HierarchicalLinearModel Load(Stream stream) => HierarchicalLinearModel.Load(stream);
}
