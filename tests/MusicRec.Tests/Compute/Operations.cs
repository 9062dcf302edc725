using MusicRec.Compute;

namespace MusicRec.Tests.Compute;

/// <summary>The one list of operations: each entry is checked against its definition, its gradient against finite differences, and its bits
/// on several numbers of threads; all of it at every SIMD width. A new operation adds its line here.</summary>
internal static partial class Operations
{
    private static readonly int[] Index = [2, 0, -1, 2, 4];

    public static IEnumerable<Operation> All =>
        [.. Products(), .. Elementwise(), .. RowWise(), .. Rearranging(), .. Losses(), .. Pictures(), .. Sequences(), .. RecommenderLosses()];

    private static IEnumerable<Operation> Products()
    {
        foreach (var (m, n, k) in new[] { (1, 1, 1), (7, 5, 3), (13, 17, 11) })
        {
            foreach (int choice in Enumerable.Range(0, 4))
            {
                bool ta = (choice & 1) != 0, tb = (choice & 2) != 0;
                int[] a = ta ? [k, m] : [m, k], b = tb ? [n, k] : [k, n];
                yield return new($"matmul {m} {n} {k} {ta} {tb}", [a, b], (t, x) => t.MatMul(x[0], x[1], ta, tb),
                    x => Definitions.MatMul(x[0], x[1], 1, m, n, k, ta, tb));
                yield return new($"batched matmul {m} {n} {k} {ta} {tb}", [[3, .. a], [3, .. b]], (t, x) => t.MatMul(x[0], x[1], ta, tb),
                    x => Definitions.MatMul(x[0], x[1], 3, m, n, k, ta, tb));
            }
        }
        foreach (var activation in Enum.GetValues<Activation>())
        {
            yield return new($"linear {activation}", [[2, 3, 5], [7, 5], [7]], (t, x) => t.Linear(x[0], x[1], x[2], activation),
                x => [.. Definitions.MatMul(x[0], x[1], 1, 6, 7, 5, false, true)
                    .Select((y, i) => Definitions.Activate(y + x[2][i % 7], activation))]);
        }
        yield return new("linear without bias", [[3, 5], [2, 5]], (t, x) => t.Linear(x[0], x[1]),
            x => Definitions.MatMul(x[0], x[1], 1, 3, 2, 5, false, true));
    }

    private static IEnumerable<Operation> Elementwise()
    {
        foreach (var activation in Enum.GetValues<Activation>())
            foreach (int n in new[] { 1, 7, 67 })
                yield return new($"{activation} {n}", [[n]], (t, x) => t.Activate(t.Affine(x[0], 3), activation),
                    x => [.. x[0].Select(v => Definitions.Activate(3 * v, activation))]);
        foreach (int columns in new[] { 5, 37 })
        {
            foreach (var (shape, at) in new (int[], Func<int, int>)[]
                { ([3, columns], i => i), ([columns], i => i % columns), ([3, 1], i => i / columns), ([1], _ => 0) })
            {
                yield return new($"add [{string.Join(",", shape)}]", [[3, columns], shape], (t, x) => t.Add(x[0], x[1], -0.5f),
                    x => [.. x[0].Select((v, i) => v - 0.5 * x[1][at(i)])]);
                yield return new($"multiply [{string.Join(",", shape)}]", [[3, columns], shape], (t, x) => t.Multiply(x[0], x[1]),
                    x => [.. x[0].Select((v, i) => v * x[1][at(i)])]);
            }
        }
        yield return new("affine", [[4, 5]], (t, x) => t.Affine(x[0], -2, 0.5f), x => [.. x[0].Select(v => -2 * v + 0.5)]);
        yield return new("a tensor used twice", [[3, 5]], (t, x) => t.Multiply(t.Activate(x[0], Activation.Tanh), x[0]),
            x => [.. x[0].Select(v => v * Math.Tanh(v))]);
    }

    private static IEnumerable<Operation> RowWise()
    {
        foreach (int n in new[] { 1, 5, 17, 61 })
        {
            yield return new($"softmax {n}", [[3, n]], (t, x) => t.Softmax(t.Affine(x[0], 5)),
                x => Definitions.Softmax([.. x[0].Select(v => 5 * v)], n, false));
            yield return new($"log-softmax {n}", [[3, n]], (t, x) => t.LogSoftmax(x[0]), x => Definitions.Softmax(x[0], n, true));
            yield return new($"sum {n}", [[3, n]], (t, x) => t.Sum(x[0]), x => [x[0].Sum()]);
            yield return new($"mean {n}", [[3, n]], (t, x) => t.Mean(x[0]), x => [x[0].Average()]);
            yield return new($"sum of rows {n}", [[2, 3, n]], (t, x) => t.SumRows(x[0], 2), x => [.. x[0].Chunk(n).Select(row => 2 * row.Sum())]);
            yield return new($"sum of columns {n}", [[2, 3, n]], (t, x) => t.SumColumns(x[0], 0.5f),
                x => [.. Enumerable.Range(0, n).Select(j => 0.5 * x[0].Where((_, i) => i % n == j).Sum())]);
        }
        foreach (var (n, p) in new[] { (1, 0.3), (17, 0.5), (61, 0.8) })
            foreach (bool shared in new[] { false, true })
                yield return new($"dropout {n} {p} {shared}", [[3, n]], (t, x) => t.Dropout(x[0], p, shared), // the first tensor of step 0
                    x => Definitions.Dropout(x[0], p, shared ? n : 3 * n, seed: 5, stream: 1));
        foreach (int n in new[] { 2, 5, 17, 61 })
        {
            yield return new($"unit rows {n}", [[3, n]], (t, x) => t.NormalizeRows(x[0]),
                x => [.. x[0].Chunk(n).SelectMany(row => row.Select(v => v / Math.Sqrt(row.Sum(w => w * w))))]);
            yield return new($"layer norm {n}", [[2, 3, n], [n], [n]], (t, x) => t.LayerNorm(x[0], x[1], x[2]),
                x => Definitions.LayerNorm(x[0], x[1], x[2]));
            yield return new($"batch norm {n}", [[3, 5, n], [n], [n]],
                (t, x) => t.BatchNorm(x[0], x[1], x[2], new Tensor(t.Backend, new Shape(n)), new Tensor(t.Backend, new Shape(n))),
                x => Definitions.BatchNorm(x[0], x[1], x[2]));
        }
    }

    private static IEnumerable<Operation> Rearranging()
    {
        yield return new("concat last", [[3, 5], [3, 1], [3, 17]], (t, x) => t.Concat(-1, x[0], x[1], x[2]),
            x => [.. Enumerable.Range(0, 3).SelectMany(r => x.SelectMany(part => part.Chunk(part.Length / 3).ElementAt(r)))]);
        yield return new("concat first", [[2, 3], [1, 3]], (t, x) => t.Concat(0, x[0], x[1]), x => [.. x[0], .. x[1]]);
        yield return new("slice", [[3, 7, 2]], (t, x) => t.Slice(x[0], 1, 2, 4), x => [.. x[0].Chunk(14).SelectMany(part => part.Skip(4).Take(8))]);
        yield return new("reshape", [[3, 4]], (t, x) => t.MatMul(t.Reshape(x[0], new Shape(4, 3)), x[0]),
            x => Definitions.MatMul(x[0], x[0], 1, 4, 4, 3, false, false));
        yield return new("gather", [[5, 3]], (t, x) => t.Gather(x[0], Index),
            x => [.. Index.SelectMany(i => i < 0 ? new double[3] : x[0].Skip(3 * i).Take(3))]);
        yield return new("scatter-add", [[5, 3]], (t, x) => t.ScatterAdd(x[0], Index, 6),
            x => [.. Enumerable.Range(0, 18).Select(at => Index.Index().Where(i => i.Item == at / 3).Sum(i => x[0][i.Index * 3 + at % 3]))]);
    }

    private static IEnumerable<Operation> Losses()
    {
        foreach (int n in new[] { 1, 5, 33 })
        {
            double[] target = [.. Draw.Floats(3 * n, 3).Select(v => Math.Abs((double)v))];
            double[] weights = [.. Draw.Floats(3 * n, 4).Select(v => 1 + (double)v)];
            Tensor Of(Tape t, double[] values) => t.Input(new Shape(3, n), Array.ConvertAll(values, v => (float)v));
            yield return new($"mean squared error {n}", [[3, n]], (t, x) => t.MeanSquaredError(x[0], Of(t, target)),
                x => [Definitions.MeanSquaredError(x[0], target, null)]);
            yield return new($"weighted mean squared error {n}", [[3, n]], (t, x) => t.MeanSquaredError(x[0], Of(t, target), Of(t, weights)),
                x => [Definitions.MeanSquaredError(x[0], target, weights)]);
            yield return new($"binary cross-entropy {n}", [[3, n]], (t, x) => t.BinaryCrossEntropy(x[0], Of(t, target)),
                x => [Definitions.BinaryCrossEntropy(x[0], target)]);
            yield return new($"Gaussian log-likelihood {n}", [[3, n], [3, n]], (t, x) => t.GaussianLogLikelihoodLoss(x[0], x[1], Of(t, target)),
                x => [Definitions.GaussianLogLikelihood(x[0], x[1], target)]);
            int[] labels = [n / 2, -1, n - 1];
            yield return new($"softmax cross-entropy {n}", [[3, n]], (t, x) => t.SoftmaxCrossEntropy(x[0], labels),
                x => [-(Definitions.Softmax(x[0], n, true)[labels[0]] + Definitions.Softmax(x[0], n, true)[2 * n + labels[2]]) / 2]);
        }
    }
}
