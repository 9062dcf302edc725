using MusicRec.Compute;

namespace MusicRec.Tests.Compute;

[Trait(EveryWidth.Name, EveryWidth.Value)]
public class OperationTests
{
    [Fact]
    public void Every_operation_agrees_with_its_definition() => ForAll(operation =>
    {
        var (output, _, _) = operation.Compute(new CpuBackend(2));
        Close.Check(operation.Definition(operation.Inputs()), Array.ConvertAll(output, x => (double)x), Close.Float, operation.Name);
    });

    [Fact]
    public void Every_gradient_agrees_with_finite_differences() => ForAll(operation =>
    {
        var (_, gradients, weights) = operation.Compute(new CpuBackend(2));
        for (int i = 0; i < gradients.Length; i++)
        {
            var expected = operation.Differences(i, weights);
            double scale = expected.Max(Math.Abs);
            for (int j = 0; j < expected.Length; j++) // 1e-3 of the largest; 1e-5 where all are 0, as of a softmax of one class
                Assert.True(Math.Abs(expected[j] - gradients[i][j]) <= 1e-3 * scale + 1e-5,
                    $"{operation}: input {i} at {j}: {gradients[i][j]}, differences {expected[j]}");
        }
    });

    [Fact]
    public void Every_operation_has_the_same_bits_on_any_number_of_threads() => ForAll(operation =>
    {
        var runs = new[] { 1, 2, 7 }.Select(threads => operation.Compute(new CpuBackend(threads))).ToArray();
        foreach (var run in runs[1..])
        {
            Assert.Equal(runs[0].Output, run.Output);
            Assert.Equal(runs[0].Gradients, run.Gradients);
        }
    });

    [Fact]
    public void Large_layers_have_the_same_bits_on_any_number_of_threads()
    {
        var runs = new[] { 1, 2, 7 }.Select(threads => Large.Compute(new CpuBackend(threads))).ToArray();
        foreach (var run in runs[1..])
        {
            Assert.Equal(runs[0].Output, run.Output);
            Assert.Equal(runs[0].Gradients, run.Gradients);
        }
    }

    // Large enough that each operation is cut into several chunks.
    private static readonly Operation Large = new("large", [[300, 131], [257, 131], [257]], (t, x) =>
    {
        var h = t.Dropout(t.Linear(x[0], x[1], x[2], Activation.Gelu), 0.3);
        h = t.LayerNorm(h, x[2], x[2]);
        h = t.BatchNorm(h, x[2], x[2], new Tensor(t.Backend, new Shape(257)), new Tensor(t.Backend, new Shape(257)));
        return t.Softmax(t.NormalizeRows(t.Concat(-1, h, x[0])));
    }, _ => []);

    private static void ForAll(Action<Operation> check)
    {
        foreach (var operation in Operations.All) check(operation);
    }
}
