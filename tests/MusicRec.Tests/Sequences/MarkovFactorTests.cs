using MusicRec.Data;
using MusicRec.Sequences;

namespace MusicRec.Tests.Sequences;

public class MarkovFactorTests
{
    // Two habits: from song 0 listener 0 goes to 1, listener 1 to 2; songs 3 and 4 follow each other.
    private static readonly ItemSequences Habits = DrawSequences.Of(5, [.. Enumerable.Range(0, 40).Select(s => (s % 4) switch
    {
        0 => (int[])[0, 1],
        1 => [0, 2],
        _ => [3, 4, 3],
    })]);

    [Fact]
    public void Taste_decides_between_what_may_follow()
    {
        int[] users = [.. Enumerable.Range(0, 40).Select(s => s % 2)];
        var options = new FpmcOptions { Factors = 6, UserFactors = 5, Epochs = 60, NegativeCandidates = 3, NegativePower = 0 };
        var model = new Fpmc(options).Fit(Habits, new IdMap(["ann", "bob"]), users);
        var scores = new float[10];
        model.ScoreNext(DrawSequences.Of(5, [4, 0], [0]), [0, 1], [0, 1], scores);
        Assert.Equal(1, Best(scores.AsSpan(0, 5)));
        Assert.Equal(2, Best(scores.AsSpan(5, 5)));
        Assert.Equal(1, model.UserIds!.IndexOf("bob"));
        Assert.ThrowsAny<ArgumentException>(() => model.ScoreNext(Habits, [0], [2], new float[5]));
        Assert.ThrowsAny<ArgumentException>(() => model.ScoreNext(Habits, [0], [0, 1], new float[5]));
        Assert.ThrowsAny<ArgumentException>(() => new Fpmc(options).Fit(Habits, new IdMap(["ann"]), users));

        var stream = new MemoryStream();
        model.Save(stream);
        stream.Position = 0;
        var read = MarkovFactorModel.Load(stream);
        var again = new float[10];
        read.ScoreNext(DrawSequences.Of(5, [4, 0], [0]), [0, 1], [0, 1], again);
        Assert.Equal(scores, again);
        Assert.Equal("bob", read.UserIds![1]);
    }

    [Fact]
    public void Without_a_transition_there_is_nothing_to_learn()
    {
        var data = DrawSequences.Of(5, [1], [], [4]);
        foreach (Action fit in (Action[])[() => new Fpmc().Fit(data), () => new Fpmc().Fit(data, IdMap.Sequential(1), [0, 0, 0]),
            () => new LatentMarkovEmbedding().Fit(data), () => new Gru4Rec().Fit(data)])
            Assert.Contains("No session has two events", Assert.Throws<MusicRecException>(fit).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_users_there_is_no_taste_to_ask_for()
    {
        var model = new Fpmc(new() { Factors = 4, Epochs = 1 }).Fit(Habits);
        Assert.Null(model.UserIds);
        Assert.Throws<InvalidOperationException>(() => model.ScoreNext(Habits, [0], [0], new float[5]));
        Assert.Equal((5, 4), (model.EntryVectors().Rows, model.EntryVectors().Columns));
        Assert.Equal((5, 4), (model.ExitVectors().Rows, model.ExitVectors().Columns));
    }

    [Fact]
    public void The_embedding_gives_the_probabilities_of_what_followed()
    {
        // 1 follows 0 three times as often as 2 does. Enough dimensions to represent it.
        var data = DrawSequences.Of(3, [.. Enumerable.Range(0, 80).Select(s => (s % 8) switch
        {
            < 3 => (int[])[0, 1],
            < 6 => [1, 0],
            6 => [0, 2],
            _ => [2, 0],
        })]);
        double[] p = Next(new() { Dimensions = 4, Negatives = 0, Epochs = 300, Regularization = 0 }, data, last: 0);
        Assert.Equal(0.75, p[1], 0.05);
        Assert.Equal(0.25, p[2], 0.05);
    }

    [Fact]
    public void One_point_a_song_makes_clusters()
    {
        // Either of 0 and 1 follows either of them, and 2 and 3 likewise: two places far apart, with two songs each.
        var data = DrawSequences.Of(4, [.. Enumerable.Range(0, 80).Select(s => (int[])[s % 8 / 4 * 2 + s % 2, s % 8 / 4 * 2 + s / 2 % 2])]);
        double[] p = Next(new() { Dimensions = 4, DualPoint = false, Negatives = 0, Epochs = 300, Regularization = 0 }, data, last: 0);
        Assert.Equal(0.5, p[0], 0.05);
        Assert.Equal(0.5, p[1], 0.05);
    }

    private static double[] Next(LatentMarkovEmbeddingOptions options, ItemSequences data, int last)
    {
        float[] scores = DrawSequences.Score(new LatentMarkovEmbedding(options).Fit(data), DrawSequences.Of(data.Items, [last]));
        double total = scores.Sum(score => Math.Exp(score));
        return [.. scores.Select(score => Math.Exp(score) / total)];
    }

    [Theory]
    [InlineData(0), InlineData(6)]
    public void The_loss_falls(int negatives)
    {
        var losses = new List<double>();
        var data = DrawSequences.Rows(rows: 80, items: 30, longest: 8, seed: 3);
        new LatentMarkovEmbedding(new() { Dimensions = 8, Negatives = negatives, Epochs = 30 }).Fit(data, new Reports(losses));
        Assert.Equal(30, losses.Count);
        Assert.True(losses[^1] < 0.8 * losses[0], $"{losses[0]} to {losses[^1]}");
    }

    [Fact]
    public void The_loss_of_pairs_falls()
    {
        var losses = new List<double>();
        var data = DrawSequences.Rows(rows: 80, items: 30, longest: 8, seed: 3);
        var options = new FpmcOptions { Factors = 8, Epochs = 1, LearningRate = 1e-6, NegativeCandidates = 1 };
        new Fpmc(options).Fit(data, new Reports(losses));
        new Fpmc(options with { Epochs = 30, LearningRate = 0.1 }).Fit(data, new Reports(losses));
        Assert.Equal(31, losses.Count);
        Assert.Equal(Math.Log(2), losses[0], 0.01); // small vectors tell nothing apart
        Assert.True(losses[^1] < 0.8 * losses[0], $"{losses[0]} to {losses[^1]}");
    }

    [Fact]
    public void The_step_is_the_gradient_of_the_likelihood()
    {
        // One transition, one epoch: the points after the step less those before are -rate times the numerical gradient of -ln P.
        const double Rate = 1e-3;
        var data = DrawSequences.Of(4, [2, 1]);
        var options = new LatentMarkovEmbeddingOptions { Dimensions = 3, Negatives = 0, Epochs = 1, LearningRate = 1e-9, Regularization = 0 };
        var start = new LatentMarkovEmbedding(options).Fit(data);
        var moved = new LatentMarkovEmbedding(options with { LearningRate = Rate }).Fit(data);
        double[] Points(MarkovFactorModel model) =>
            [.. Enumerable.Range(0, 4).SelectMany(i => model.EntryVectors()[i].ToArray().Select(x => x / 2.0)),
                .. Enumerable.Range(0, 4).SelectMany(i => model.ExitVectors()[i].ToArray().Select(x => (double)x))];
        double[] before = Points(start), after = Points(moved);
        for (int k = 0; k < before.Length; k++)
        {
            double[] up = [.. before], down = [.. before];
            (up[k], down[k]) = (up[k] + 1e-5, down[k] - 1e-5);
            double gradient = (Loss(up) - Loss(down)) / 2e-5;
            Assert.Equal(-Rate * gradient, after[k] - before[k], 2e-7);
        }

        static double Loss(double[] points) // -ln P(1 | 2); four entry points, then four exit points, of three dimensions
        {
            double Distance(int j) => Enumerable.Range(0, 3).Sum(k => Math.Pow(points[3 * j + k] - points[12 + 3 * 2 + k], 2));
            return Distance(1) + Math.Log(Enumerable.Range(0, 4).Sum(j => Math.Exp(-Distance(j))));
        }
    }

    [Fact]
    public void An_item_that_is_left_where_it_is_entered_costs_nothing()
    {
        var data = DrawSequences.Rows(rows: 60, items: 8, longest: 8, seed: 5);
        double Apart(double weight)
        {
            var model = new LatentMarkovEmbedding(new() { Dimensions = 4, Negatives = 0, Epochs = 20, SelfDistance = weight }).Fit(data);
            var (u, v) = (model.EntryVectors(), model.ExitVectors()); // entry vectors are 2 u
            return Enumerable.Range(0, 32).Sum(at => Math.Pow(u[at / 4][at % 4] / 2 - v[at / 4][at % 4], 2));
        }
        Assert.True(Apart(1) < 0.1 * Apart(0), $"{Apart(1)} and {Apart(0)}");
    }

    private static int Best(ReadOnlySpan<float> scores)
    {
        int best = 0;
        for (int i = 1; i < scores.Length; i++)
            if (scores[i] > scores[best]) best = i;
        return best;
    }

    private sealed class Reports(List<double> losses) : IProgress<TrainingStep>
    {
        public void Report(TrainingStep value) => losses.Add(value.Loss);
    }
}
