using MusicRec.Compute;

namespace MusicRec.Tests.Compute;

/// <summary>One declaration of an operation: shapes to try, how the tape runs it, and its definition in double precision.</summary>
/// <param name="Name">Name in test reports.</param>
/// <param name="Shapes">Input shapes of one trial.</param>
/// <param name="Run">The operation on a tape.</param>
/// <param name="Definition">The same from plain arrays.</param>
public sealed record Operation(string Name, int[][] Shapes, Func<Tape, Tensor[], Tensor> Run, Func<double[][], double[]> Definition)
{
    /// <summary>Inputs of this trial, rounded to float so that both sides see the same numbers.</summary>
    public double[][] Inputs() =>
        [.. Shapes.Select((shape, i) => Array.ConvertAll(Draw.Floats(new Shape(shape).Length, seed: 10 + i), x => (double)x))];

    /// <summary>Runs forward and backward with the loss sum_i c_i y_i; gives the output and the gradient of every input.</summary>
    public (float[] Output, float[][] Gradients, float[] Weights) Compute(CpuBackend backend)
    {
        var tape = new Tape(backend, seed: 5);
        Tensor Input(double[] x, int i) => new(backend, new Shape(Shapes[i]), Array.ConvertAll(x, v => (float)v)) { RequiresGradient = true };
        var inputs = Inputs().Select(Input).ToArray();
        var y = Run(tape, inputs);
        var weights = Draw.Floats(y.Length, seed: 99);
        tape.Backward(tape.Sum(tape.Multiply(y, tape.Input(y.Shape, weights))));
        return (y.ToArray(), [.. inputs.Select(x => x.Gradient?.ToArray() ?? new float[x.Length])], weights);
    }

    /// <summary>The gradient of input <paramref name="which"/> by central differences of the definition.</summary>
    public double[] Differences(int which, float[] weights)
    {
        const double step = 1e-5;
        var inputs = Inputs();
        var result = new double[inputs[which].Length];
        for (int i = 0; i < result.Length; i++)
        {
            double at = inputs[which][i];
            inputs[which][i] = at + step;
            double above = Weighted(Definition(inputs), weights);
            inputs[which][i] = at - step;
            result[i] = (above - Weighted(Definition(inputs), weights)) / (2 * step);
            inputs[which][i] = at;
        }
        return result;
    }

    public override string ToString() => Name;

    private static double Weighted(double[] y, float[] weights) => y.Select((value, i) => value * weights[i]).Sum();
}
