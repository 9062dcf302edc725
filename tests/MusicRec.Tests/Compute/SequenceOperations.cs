using MusicRec.Compute;

namespace MusicRec.Tests.Compute;

/// <summary>The part of the list for recurrence, attention and the losses of recommenders.</summary>
internal static partial class Operations
{
    private static IEnumerable<Operation> Sequences()
    {
        foreach (var (time, units) in new[] { (1, 1), (4, 5), (3, 17) })
        {
            int[][] shapes = [[3, time, 2], [3 * units, 2], [3 * units, units], [3 * units], [3 * units], [3, units]];
            int[] whole = [time, time, time], lengths = [1, time, (time + 1) / 2];
            yield return new($"gru {time} {units}", shapes, (t, v) => t.Gru(v[0], v[1], v[2], v[3], v[4], v[5]),
                v => Definitions.Gru(v, 3, time, 2, units, whole));
            yield return new($"gru of several lengths {time} {units}", shapes, (t, v) => t.Gru(v[0], v[1], v[2], v[3], v[4], v[5], lengths),
                v => Definitions.Gru(v, 3, time, 2, units, lengths));
            int[][] four = [[3, time, 2], [4 * units, 2], [4 * units, units], [4 * units], [4 * units]];
            yield return new($"lstm {time} {units}", four, (t, v) => t.Lstm(v[0], v[1], v[2], v[3], v[4]),
                v => Definitions.Lstm(v, 3, time, 2, units, whole));
            yield return new($"lstm of several lengths {time} {units}", four, (t, v) => t.Lstm(v[0], v[1], v[2], v[3], v[4], lengths),
                v => Definitions.Lstm(v, 3, time, 2, units, lengths));
        }
        foreach (var (inputs, units) in new[] { (1, 1), (3, 5), (2, 17) })
        {
            int[] offsets = [0, 1, 1, 6, 8, 12];
            yield return new($"packed gru {inputs} {units}",
                [[12, inputs], [3 * units, inputs], [3 * units, units], [3 * units], [3 * units]],
                (t, v) => t.PackedGru(v[0], v[1], v[2], v[3], v[4], offsets), v => Definitions.PackedGru(v, offsets, inputs, units));
        }
        foreach (var (width, heads) in new[] { (1, 1), (6, 2), (9, 3), (17, 1) })
        {
            int[] offsets = [0, 1, 1, 6, 8, 25];
            foreach (bool causal in new[] { true, false })
                yield return new($"packed attention {width} {heads} {causal}", [[25, 3 * width]],
                    (t, v) => t.PackedAttention(v[0], offsets, heads, causal), v => Definitions.PackedAttention(v[0], offsets, width, heads, causal));
        }
        foreach (var (time, places, width, heads) in new[] { (1, 1, 1, 1), (4, 6, 6, 2), (5, 5, 9, 3) })
        {
            foreach (bool causal in new[] { false, true })
            {
                int[] all = [places, places], lengths = [places, (places + 1) / 2];
                var size = (2, time, places, width, heads);
                int[][] shapes = [[2, time, width], [2, places, width], [2, places, width]];
                yield return new($"attention {time} {places} {width} {heads} {causal}", shapes,
                    (t, v) => t.Attention(v[0], v[1], v[2], heads, causal), v => Definitions.Attention(v[0], v[1], v[2], size, causal, all));
                yield return new($"attention of several lengths {time} {places} {width} {heads} {causal}", shapes,
                    (t, v) => t.Attention(v[0], v[1], v[2], heads, causal, lengths),
                    v => Definitions.Attention(v[0], v[1], v[2], size, causal, lengths));
            }
        }
    }

    private static IEnumerable<Operation> RecommenderLosses()
    {
        int[] targets = [2, 0, 5];
        foreach (var kind in Enum.GetValues<RankingLossKind>())
            yield return new($"{kind}", [[3, 7]], (t, v) => t.RankingLoss(v[0], targets, kind, 0.3),
                v => [Definitions.RankingLoss(v[0], targets, kind, 0.3)]);

        var listeners = new Listeners([0, 2, 2, 5], [1, 4, 0, 3, 6], [2, 1.5f, 3, 1, 7]);
        float[] users = Draw.Floats(7 * 5, 8);
        double[] exact = Array.ConvertAll(users, v => (double)v);
        float[] gram = Array.ConvertAll(Definitions.MatMul(exact, exact, 1, 5, 5, 7, true, false), v => (float)v);
        yield return new("weighted prediction error", [[3, 5]],
            (t, v) => t.WeightedPredictionError(v[0], t.Input(new Shape(7, 5), users), t.Input(new Shape(5, 5), gram), listeners),
            v => [Definitions.WeightedPredictionError(v[0], exact, 5, listeners)]);

        static double Dot(double[] x, double[] y) => x.Zip(y, (a, b) => a * b).Sum();
        static double Cos(double[] x, double[] y) => Dot(x, y) / Math.Sqrt(Dot(x, x) * Dot(y, y));
        yield return new("cosine loss", [[3, 5], [3, 5]], (t, v) => t.CosineLoss(v[0], v[1]),
            v => [v[0].Chunk(5).Zip(v[1].Chunk(5), (x, y) => 1 - Cos(x, y)).Average()]);
        yield return new("bpr loss", [[6], [6]], (t, v) => t.BprLoss(v[0], v[1]),
            v => [v[0].Zip(v[1], (a, b) => Math.Log(1 + Math.Exp(b - a))).Average()]);
        yield return new("triplet loss", [[3, 4], [3, 4], [3, 4]], (t, v) => t.TripletLoss(v[0], v[1], v[2], 0.5f),
            v => [Enumerable.Range(0, 3).Average(r => Math.Max(0, 0.5 + Enumerable.Range(4 * r, 4)
                .Sum(i => (v[0][i] - v[1][i]) * (v[0][i] - v[1][i]) - (v[0][i] - v[2][i]) * (v[0][i] - v[2][i]))))]);
        yield return new("info-nce", [[3, 5], [3, 5]], (t, v) => t.InfoNce(v[0], v[1], [0, 1, 2], 0.5f), v =>
        {
            var (x, y) = (v[0].Chunk(5).ToArray(), v[1].Chunk(5).ToArray());
            return [Enumerable.Range(0, 3).Average(r => -Definitions.Softmax([.. y.Select(other => Cos(x[r], other) / 0.5)], 3, true)[r])];
        });
        yield return new("squared hinge", [[4]], (t, v) => t.SquaredHinge(v[0], t.Input(new Shape(4), [1, -1, 1, -1])),
            v => [v[0].Select((x, i) => Math.Pow(Math.Max(0, 1 - (i % 2 == 0 ? x : -x)), 2)).Average()]);
        double[] log = [-1, -2, -1.5, -0.5];
        Tensor Sampled(Tape t, Tensor[] v) => t.SampledSoftmaxLoss(v[0], [0, 1], t.Input(new Shape(4), Array.ConvertAll(log, x => (float)x)));
        yield return new("sampled softmax", [[2, 4]], Sampled, v =>
        {
            var p = Definitions.Softmax([.. v[0].Select((x, i) => x - log[i % 4])], 4, true);
            return [-(p[0] + p[5]) / 2];
        });
    }
}
