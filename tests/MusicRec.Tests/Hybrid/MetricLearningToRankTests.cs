using MusicRec.Data;
using MusicRec.Hybrid;
using MusicRec.Numerics;

namespace MusicRec.Tests.Hybrid;

public class MetricLearningToRankTests
{
    [Theory]
    [InlineData(MetricLoss.Auc), InlineData(MetricLoss.AveragePrecision)]
    public void The_worst_ranking_is_the_worst_of_all(MetricLoss loss)
    {
        var random = new CounterRandom(1, 1);
        for (ulong round = 0; round < 60; round++)
        {
            double[] scores = [.. Enumerable.Range(0, 7).Select(i => (round % 3 == 0 ? 0.2 : 2) * random.Normal(10 * round + (ulong)i))];
            if (round % 5 == 0) scores[2] = scores[4]; // equal scores
            int[] relevant = round % 2 == 0 ? [1, 4] : [0, 2, 5];
            var weights = new double[7];
            double found = WorstRanking.Find(loss, scores, query: 3, relevant, weights);
            double value = found - weights.Zip(scores, (w, s) => w * s).Sum(), best = double.NegativeInfinity;
            foreach (int[] ranking in Permutations([0, 1, 2, 4, 5, 6])) best = Math.Max(best, Value(loss, ranking, relevant, scores));
            Assert.Equal(best, value, 1e-12);
            Assert.Equal(0, weights.Sum(), 1e-12);
            Assert.Equal(0, weights[3]);
        }
    }

    [Theory]
    [InlineData(MetricLoss.Auc), InlineData(MetricLoss.AveragePrecision)]
    public void What_listeners_tell_apart_becomes_far_and_what_they_do_not_near(MetricLoss loss)
    {
        // Eight features, of which only the first two say to which of four groups an item belongs; one feature is loud noise.
        var (features, relevant) = Groups(80, 8);
        var steps = new List<TrainingStep>();
        var map = new MetricLearningToRank(new() { Loss = loss, Steps = 60 }).Fit(features, relevant, new Told(steps.Add));
        Assert.True(Precision(map.Predict(features), relevant) > 0.9, $"{Precision(map.Predict(features), relevant)}");
        Assert.True(Precision(features, relevant) < 0.6, $"{Precision(features, relevant)}");

        // The dual only rises: what is proven of the least value, objective - gap, never falls, and no objective lies below it.
        double[] proven = [.. steps.Select(step => step.Loss - step.Validation)];
        for (int s = 1; s < proven.Length; s++) Assert.True(proven[s] >= proven[s - 1] - 1e-9, $"step {s}: {proven[s - 1]} {proven[s]}");
        Assert.True(steps.Min(step => step.Loss) >= proven.Max() - 1e-9);
        Assert.True(steps[^1].Validation < 0.2 * steps[0].Validation, $"{steps[0].Validation} {steps[^1].Validation}");
    }

    [Fact]
    public void Distances_are_those_of_a_semidefinite_matrix_scale_does_not_matter_and_threads_change_no_bit()
    {
        var (features, relevant) = Groups(30, 5);
        var options = new MetricLearningToRankOptions { Steps = 12, Queries = 20, Seed = 3 };
        LinearMap Fitted(Matrix x, int threads) => new MetricLearningToRank(options with { Threads = threads }).Fit(x, relevant);
        byte[] Bytes(LinearMap map)
        {
            using var stream = new MemoryStream();
            map.Save(stream);
            return stream.ToArray();
        }
        byte[] one = Bytes(Fitted(features, 1));
        Assert.Equal(one, Bytes(Fitted(features, 2)));
        Assert.Equal(one, Bytes(Fitted(features, 7)));
        var larger = Matrix.From([.. Enumerable.Range(0, 30).SelectMany(r => features[r].ToArray()).Select(v => 1000 * v)], 30, 5);
        var (plain, scaled) = (Fitted(features, 0).Predict(features), Fitted(larger, 0).Predict(larger));
        for (int i = 1; i < 30; i++) Assert.Equal(Squares(plain, 0, i), Squares(scaled, 0, i), 1e-2 * (1 + Squares(plain, 0, i)));
    }

    [Fact]
    public void Plays_say_which_items_are_relevant_and_unplayed_items_teach_nothing()
    {
        var (features, relevant) = Groups(40, 6);
        var (users, items) = (new List<int>(), new List<int>());
        for (int user = 0; user < 80; user++)
        {
            for (int item = 0; item < 32; item++)
            {
                if (item % 4 != user % 4 || (item / 4 + user) % 3 == 0) continue;
                users.Add(user);
                items.Add(item);
            }
        }
        var plays = Interactions.FromTriples([.. users], [.. items], [], IdMap.Sequential(80), IdMap.Sequential(40));
        var map = new MetricLearningToRank(new() { Relevant = 5, Steps = 60 }).Fit(features, plays);
        var embedded = map.Predict(features);
        Assert.True(Precision(embedded, relevant) > 0.8, $"{Precision(embedded, relevant)}"); // items 32 to 39 nobody has played
        var model = new MeanSimilarity().Fit(plays, embedded);
        var scores = new float[40];
        model.Score([1], scores);
        double right = Enumerable.Range(32, 8).Where(i => i % 4 == 1).Min(i => scores[i]);
        Assert.True(right > Enumerable.Range(32, 8).Where(i => i % 4 != 1).Average(i => scores[i]));
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        var (features, relevant) = Groups(8, 3);
        var learner = new MetricLearningToRank();
        int[][] none = [.. relevant.Select(_ => Array.Empty<int>())];
        Assert.Contains("nothing to learn", Assert.Throws<MusicRecException>(() => learner.Fit(features, none)).Message);
        Assert.Contains("same features", Assert.Throws<MusicRecException>(() => learner.Fit(new Matrix(8, 3), relevant)).Message);
        Assert.Throws<ArgumentException>(() => learner.Fit(new Matrix(7, 3), relevant));
        Assert.Throws<ArgumentOutOfRangeException>(() => learner.Fit(features, [[9], .. relevant[1..]]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MetricLearningToRankOptions { Lambda = 0 });
        Assert.Throws<OperationCanceledException>(() => learner.Fit(features, relevant, cancel: new CancellationToken(true)));
        features.Row(0)[0] = float.NaN;
        Assert.Throws<ArgumentException>(() => learner.Fit(features, relevant));
    }

    private static (Matrix Features, int[][] Relevant) Groups(int items, int columns)
    {
        var (random, features) = (new CounterRandom(5, 1), new Matrix(items, columns));
        for (int i = 0; i < items; i++)
        {
            var row = features.Row(i);
            for (int c = 0; c < columns; c++) row[c] = (float)((c == 2 ? 6 : 0.7) * random.Normal((ulong)(i * columns + c)));
            row[0] = (i % 2 * 2 - 1) + 0.3f * row[0];
            row[1] = (i % 4 / 2 * 2 - 1) + 0.3f * row[1];
        }
        return (features, [.. Enumerable.Range(0, items).Select(i => Enumerable.Range(0, items).Where(j => j != i && j % 4 == i % 4).ToArray())]);
    }

    private static double Precision(Matrix x, int[][] relevant) => Enumerable.Range(0, x.Rows).Average(q => Enumerable.Range(0, x.Rows)
        .Where(i => i != q).OrderBy(i => Squares(x, q, i)).Take(5).Count(i => relevant[q].Contains(i)) / 5.0);

    private static double Squares(Matrix x, int i, int j) => x[i].ToArray().Zip(x[j].ToArray(), (a, b) => ((double)a - b) * ((double)a - b)).Sum();

    // Loss less what the wrong pairs cost: each its s_i - s_j over the number of pairs.
    private static double Value(MetricLoss loss, int[] ranking, int[] relevant, double[] scores)
    {
        double wrong = 0, cost = 0, precision = 0;
        int pairs = relevant.Length * (ranking.Length - relevant.Length), hits = 0;
        for (int at = 0; at < ranking.Length; at++)
        {
            if (!relevant.Contains(ranking[at])) continue;
            hits++;
            precision += hits / (at + 1.0) / relevant.Length;
            foreach (int other in ranking.Take(at).Where(item => !relevant.Contains(item)))
            {
                wrong += 1.0 / pairs;
                cost += (scores[ranking[at]] - scores[other]) / pairs;
            }
        }
        return (loss == MetricLoss.Auc ? wrong : 1 - precision) - cost;
    }

    private static IEnumerable<int[]> Permutations(int[] items) => items.Length == 0 ? [[]]
        : items.SelectMany(first => Permutations([.. items.Where(item => item != first)]).Select(rest => (int[])[first, .. rest]));

    private sealed class Told(Action<TrainingStep> tell) : IProgress<TrainingStep>
    {
        public void Report(TrainingStep value) => tell(value);
    }
}
