using MusicRec.Kernels;
using MusicRec.Numerics;
using MusicRec.Sequences;

namespace MusicRec.Tests.Sequences;

public class Gru4RecTests
{
    private static readonly ItemSequences Sessions = DrawSequences.Rows(rows: 40, items: 30, longest: 9, seed: 6);

    [Theory]
    [InlineData(1), InlineData(3), InlineData(8), InlineData(100)]
    public void Every_pair_of_neighbours_comes_once_and_states_follow_their_session(int size)
    {
        var batches = new SessionBatches(Sessions, size, Enumerable.Range(0, Sessions.Count));
        var pairs = new List<(int, int)>();
        int[] before = [];
        while (batches.Advance())
        {
            for (int row = 0; row < batches.Count; row++)
            {
                pairs.Add((batches.Inputs[row], batches.Targets[row]));
                if (batches.Source[row] >= 0) Assert.Equal(before[batches.Source[row]], batches.Inputs[row]); // what was to come has come
            }
            Assert.Equal(batches.Count, batches.Source[..batches.Count].Where(s => s >= 0).Distinct().Count()
                + batches.Source[..batches.Count].Count(s => s < 0));
            before = batches.Targets[..batches.Count];
        }
        var all = Enumerable.Range(0, Sessions.Count).SelectMany(row => Sessions[row].ToArray().Zip(Sessions[row].ToArray().Skip(1))).ToList();
        if (size == 1) Assert.Equal(all.Order(), pairs.Order());
        else Assert.InRange(all.Count - pairs.Count, 0, 8); // the last session alone is not finished
        foreach (var group in pairs.GroupBy(p => p)) Assert.True(group.Count() <= all.Count(p => p == group.Key));
    }

    [Theory]
    [InlineData(0), InlineData(0.5), InlineData(1)]
    public void Negatives_are_drawn_in_proportion_to_a_power_of_the_plays(double alpha)
    {
        long[] plays = [100, 0, 1, 9, 25, 0, 400];
        var sampler = new AliasSampler(plays, alpha);
        double total = plays.Sum(p => p > 0 ? Math.Pow(p, alpha) : 0);
        const int draws = 200_000;
        var seen = new int[plays.Length];
        for (int i = 0; i < draws; i++) seen[sampler.Draw(new CounterRandom(1, 2), (ulong)i)]++;
        for (int i = 0; i < plays.Length; i++)
        {
            double share = plays[i] > 0 ? Math.Pow(plays[i], alpha) / total : 0;
            Assert.Equal(share, seen[i] / (double)draws, 4 * Math.Sqrt(share * (1 - share) / draws) + 1e-12);
        }
    }

    [Theory]
    [InlineData(Gru4RecLoss.CrossEntropy), InlineData(Gru4RecLoss.Bpr), InlineData(Gru4RecLoss.Top1), InlineData(Gru4RecLoss.BprMax),
     InlineData(Gru4RecLoss.Top1Max)]
    public void Every_loss_falls(Gru4RecLoss loss)
    {
        var losses = new List<double>();
        var data = DrawSequences.Of(40, [.. Enumerable.Range(0, 40).Select(s => Enumerable.Range(s, 6).Select(i => i % 40).ToArray())]);
        var options = new Gru4RecOptions
        {
            Units = 12,
            Epochs = 12,
            BatchSize = 6,
            Samples = 10,
            Loss = loss,
            LearningRate = 0.1,
            LogQ = 0,
            DropoutEmbedding = 0,
            DropoutHidden = 0,
        };
        new Gru4Rec(options).Fit(data, new Told(step => losses.Add(step.Loss)));
        Assert.Equal(12, losses.Count);
        Assert.True(losses[^1] < 0.8 * losses[0], $"{losses[0]} to {losses[^1]}");
    }

    [Fact]
    public void Sessions_without_a_pair_are_refused_and_a_rate_that_breaks_training_is_named()
    {
        Assert.Contains("two events", Assert.Throws<MusicRecException>(() => new Gru4Rec().Fit(DrawSequences.Of(3, [], [1]))).Message);
        var wild = new Gru4RecOptions { Units = 4, LearningRate = 1e30, Samples = 3 };
        Assert.Contains("LearningRate", Assert.Throws<MusicRecException>(() => new Gru4Rec(wild).Fit(Sessions)).Message);
    }

    [Theory]
    [InlineData(1), InlineData(7), InlineData(8), InlineData(37), InlineData(129)]
    [Trait(EveryWidth.Name, EveryWidth.Value)]
    public unsafe void Descent_in_registers_is_the_definition(int n)
    {
        foreach (bool momentum in (bool[])[false, true])
        {
            float[][] a = [.. Enumerable.Range(0, 4).Select(k => Values(n, k))], b = [.. a.Select(x => (float[])x.Clone())];
            fixed (float* g = a[0], s = a[1], v = a[2], w = a[3], h = b[0], t = b[1], u = b[2], x = b[3])
            {
                AdaGradDescent.Run(g, s, momentum ? v : null, w, n, 0.05f, 0.4f, 1e-6f);
                AdaGradDescent.Reference(h, t, momentum ? u : null, x, n, 0.05f, 0.4f, 1e-6f);
            }
            for (int k = 1; k < 4; k++) Close.Check(b[k], a[k], $"array {k}");
        }
    }

    private static float[] Values(int n, int stream)
    {
        var random = new CounterRandom(8, (ulong)stream);
        return [.. Enumerable.Range(0, n).Select(i => (float)random.Uniform((ulong)i))];
    }

    private sealed class Told(Action<TrainingStep> tell) : IProgress<TrainingStep>
    {
        public void Report(TrainingStep value) => tell(value);
    }
}
