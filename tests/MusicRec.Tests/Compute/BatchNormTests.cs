using MusicRec.Compute;

namespace MusicRec.Tests.Compute;

[Trait(EveryWidth.Name, EveryWidth.Value)]
public class BatchNormTests
{
    [Theory]
    [InlineData(2, 1), InlineData(3, 17), InlineData(1, 5), InlineData(700, 33)] // one row: no unbiased variance; many: several blocks
    public void The_running_moments_move_towards_the_batch_s_and_serve_outside_training(int rows, int n)
    {
        var backend = new CpuBackend(2);
        Tensor Start(int seed, float offset) => new(backend, new Shape(n), [.. Draw.Floats(n, seed).Select(v => v + offset)]);
        Tensor mean = Start(1, 0), variance = Start(2, 3), gain = Start(3, 0), bias = Start(4, 0);
        double[] means = Doubles(mean), variances = Doubles(variance);
        var tape = new Tape(backend);
        for (int step = 0; step < 3; step++)
        {
            tape.Reset();
            float[] x = Draw.Floats(rows * n, 10 + step);
            tape.BatchNorm(tape.Input(new Shape(rows, n), x), gain, bias, mean, variance, momentum: 0.3f);
            for (int j = 0; j < n; j++)
            {
                double[] column = [.. Enumerable.Range(0, rows).Select(r => (double)x[r * n + j])];
                double average = column.Average(), unbiased = column.Sum(v => (v - average) * (v - average)) / Math.Max(1, rows - 1);
                (means[j], variances[j]) = (0.7 * means[j] + 0.3 * average, 0.7 * variances[j] + 0.3 * unbiased);
            }
        }
        Close.Check(means, Doubles(mean), Close.Float, "running mean");
        Close.Check(variances, Doubles(variance), Close.Float, "running variance");

        var inference = new Tape(backend, training: false);
        float[] next = Draw.Floats(rows * n, 20);
        var y = inference.BatchNorm(inference.Input(new Shape(rows, n), next), gain, bias, mean, variance, epsilon: 0.01f);
        double[] expected = [.. next.Select((v, i) => (v - means[i % n]) / Math.Sqrt(variances[i % n] + 0.01) * gain.ToArray()[i % n]
            + bias.ToArray()[i % n])];
        Close.Check(expected, Doubles(y), Close.Float, "output");
        Close.Check(means, Doubles(mean), Close.Float, "running mean outside training");
    }

    private static double[] Doubles(Tensor x) => Array.ConvertAll(x.ToArray(), v => (double)v);
}
