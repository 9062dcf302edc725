using MusicRec.Boosting;
using MusicRec.Numerics;

namespace MusicRec.Tests.Boosting;

public class LambdaMartTests
{
    // Relevant where features 0 and 1 are both high or both low, which no linear score can tell; features 2 and 3 are noise.
    private static RankingData Draw(int queries, int perQuery, int seed)
    {
        var random = new Random(seed);
        int rows = queries * perQuery;
        var (features, relevance) = (new float[rows * 4], new float[rows]);
        for (int r = 0; r < rows; r++)
        {
            for (int f = 0; f < 4; f++) features[r * 4 + f] = random.NextSingle();
            relevance[r] = features[r * 4] > 0.5f == features[r * 4 + 1] > 0.5f && random.Next(20) > 0 ? 1 : 0;
        }
        return new(Matrix.From(features, rows, 4), relevance, [.. Enumerable.Range(0, queries + 1).Select(q => q * perQuery)]);
    }

    private static double PairsRight(LambdaMartModel model, RankingData data)
    {
        float[] scores = model.Score(data.Features);
        var (right, all) = (0.0, 0);
        for (int q = 0; q < data.Queries; q++)
        {
            for (int i = data.Offsets[q]; i < data.Offsets[q + 1]; i++)
            {
                for (int j = data.Offsets[q]; j < data.Offsets[q + 1]; j++)
                {
                    if (data.Relevance[i] <= data.Relevance[j]) continue;
                    right += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                    all++;
                }
            }
        }
        return right / all;
    }

    [Theory, InlineData(PairWeight.Equal), InlineData(PairWeight.Ndcg)]
    public void What_no_line_can_tell_is_learned(PairWeight weight)
    {
        var model = new LambdaMart(new() { Trees = 40, Depth = 3, LeastRows = 5, FeatureShare = 1, Weight = weight }).Fit(Draw(60, 20, 1));
        Assert.InRange(PairsRight(model, Draw(60, 20, 2)), 0.9, 1); // 19 of 20 relevant rows follow the rule
        Assert.True(model.Importance[0] + model.Importance[1] > 0.8);
        Assert.Equal(1, model.Importance.Sum(), 9);
    }

    [Fact]
    public void Threads_do_not_change_a_bit()
    {
        byte[] Fitted(int threads)
        {
            using var file = new MemoryStream();
            new LambdaMart(new() { Trees = 8, Depth = 4, Threads = threads, Seed = 3 }).Fit(Draw(50, 15, 4)).Save(file);
            return file.ToArray();
        }
        byte[] one = Fitted(1);
        Assert.Equal(one, Fitted(2));
        Assert.Equal(one, Fitted(7));
    }

    [Fact]
    public void The_first_tree_is_the_newton_step_of_the_pairwise_loss()
    {
        // One query, one feature: at score 0 every pair has first derivative 1/2 and second 1/4; scaled by rows / pairs = 4 / 4.
        var data = new RankingData(Matrix.From([1, 2, 3, 4], 4, 1), [1, 1, 0, 0], [0, 4]);
        var model = new LambdaMart(new()
        { Trees = 1, Depth = 1, LeastRows = 1, LearningRate = 1, Lambda = 0, FeatureShare = 1, Weight = PairWeight.Equal }).Fit(data);
        Assert.Equal([2, 2, -2, -2], model.Score(data.Features)); // G = -1 and H = 1/2 of each relevant row
        Assert.Equal(2, model.Score([2.0f]));
        Assert.Equal(-2, model.Score([2.1f]));
    }

    [Fact]
    public void The_loss_falls_tree_by_tree()
    {
        var losses = new List<double>();
        new LambdaMart(new() { Trees = 10, Weight = PairWeight.Equal, FeatureShare = 1 })
            .Fit(Draw(60, 20, 1), new Reports(step => losses.Add(step.Loss)));
        Assert.Equal(10, losses.Count);
        Assert.Equal(losses.OrderDescending(), losses);
    }

    [Fact]
    public void Trees_are_kept_in_a_file_and_damage_is_noticed()
    {
        var model = new LambdaMart(new() { Trees = 5 }).Fit(Draw(40, 15, 5));
        using var file = new MemoryStream();
        model.Save(file);
        byte[] bytes = file.ToArray();
        var again = LambdaMartModel.Load(new MemoryStream(bytes));
        var data = Draw(10, 10, 6);
        Assert.Equal(model.Score(data.Features), again.Score(data.Features));
        Assert.Throws<MusicRecException>(() => LambdaMartModel.Load(new MemoryStream(bytes[..^5])));
        var damaged = new ModelFile("lambda-mart");
        damaged.Set("features", 1);
        damaged.Add("roots", [0], 1);
        damaged.Add("feature", [0, -1], 2);
        damaged.Add("left", [0, 0], 2); // a walk without end
        damaged.Add("threshold", [0f, 0f], 2);
        damaged.Add("gains", [0f], 1);
        using var loop = new MemoryStream();
        damaged.Write(loop);
        Assert.Throws<MusicRecException>(() => LambdaMartModel.Load(new MemoryStream(loop.ToArray())));
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        var two = Matrix.From([1, 2], 2, 1);
        Assert.Throws<MusicRecException>(() => new LambdaMart().Fit(new(two, [1, 1], [0, 2])));
        Assert.Throws<MusicRecException>(() => new LambdaMart().Fit(new(two, [1, 0], [0, 1, 2]))); // never side by side
        Assert.Throws<MusicRecException>(() => new LambdaMart().Fit(new(new Matrix(0, 1), [], [0])));
        Assert.Throws<ArgumentException>(() => new RankingData(two, [1], [0, 2]));
        Assert.Throws<ArgumentException>(() => new RankingData(two, [1, 0], [0, 3]));
        Assert.Throws<ArgumentException>(() => new RankingData(two, [1, 0], [0, 2, 1, 2]));
        Assert.Throws<ArgumentException>(() => new RankingData(Matrix.From([1, float.NaN], 2, 1), [1, 0], [0, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RankingData(two, [1, -1], [0, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LambdaMartOptions { Bins = 257 });
        Assert.Throws<ArgumentException>(() => new LambdaMart(new() { Trees = 1 }).Fit(Draw(4, 10, 1)).Score([1f]));
        Assert.Throws<OperationCanceledException>(() => new LambdaMart().Fit(Draw(4, 10, 1), cancel: new CancellationToken(true)));
    }

    [Fact]
    public void Rows_of_one_value_and_few_rows_make_a_leaf()
    {
        var data = new RankingData(Matrix.From([1, 1, 1, 1], 4, 1), [1, 0, 0, 0], [0, 4]);
        Assert.All(new LambdaMart(new() { Trees = 3 }).Fit(data).Score(data.Features), score => Assert.Equal(0, score, 6f));
    }

    private sealed class Reports(Action<TrainingStep> take) : IProgress<TrainingStep>
    {
        public void Report(TrainingStep value) => take(value);
    }
}
