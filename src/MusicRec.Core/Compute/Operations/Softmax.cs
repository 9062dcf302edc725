using MusicRec.Kernels;

namespace MusicRec.Compute;

public sealed partial class Tape
{
    /// <summary>Softmax of each row: y[j] = e^x[j] / sum_k e^x[k], computed without overflow.</summary>
    public Tensor Softmax(Tensor x) => SoftmaxOrLog(x, log: false);

    /// <summary>Logarithm of the softmax of each row: x[j] - ln sum_k e^x[k].</summary>
    public Tensor LogSoftmax(Tensor x) => SoftmaxOrLog(x, log: true);

    private Tensor SoftmaxOrLog(Tensor x, bool log)
    {
        var y = Allocate(Require.NotNull(x).Shape);
        Backend.Softmax(x, log, y);
        return Record(y, x.RequiresGradient, new SoftmaxStep(x, log));
    }

    private readonly record struct SoftmaxStep(Tensor X, bool Log) : IStep
    {
        public void Backward(Tape tape, Tensor y, Tensor dy) => tape.Backend.SoftmaxBackward(y, dy, Log, tape.GradientOf(X)!);
    }
}

public abstract partial class Backend
{
    /// <summary>Softmax of every row, or its logarithm.</summary>
    public abstract void Softmax(Tensor x, bool log, Tensor y);

    /// <summary>dx += y (dy - sum y dy) row by row; for the logarithm dx += dy - e^y sum dy.</summary>
    public abstract void SoftmaxBackward(Tensor y, Tensor dy, bool log, Tensor dx);
}

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public override void Softmax(Tensor x, bool log, Tensor y) =>
        Rows(x.Shape.Rows, x.Shape.Columns, (x, log, y), static (s, from, count) =>
        {
            int n = s.x.Shape.Columns;
            for (int r = from; r < from + count; r++) SoftmaxRow(s.x.Data + (nint)r * n, n, s.log, s.y.Data + (nint)r * n);
        });

    /// <inheritdoc/>
    public override void SoftmaxBackward(Tensor y, Tensor dy, bool log, Tensor dx) =>
        Rows(y.Shape.Rows, y.Shape.Columns, (y, dy, log, dx), static (s, from, count) =>
        {
            int n = s.y.Shape.Columns;
            for (int r = from; r < from + count; r++)
            {
                float* row = s.y.Data + (nint)r * n, d = s.dy.Data + (nint)r * n, to = s.dx.Data + (nint)r * n;
                if (s.log) Maps.Run3<Functions.LogSoftmaxBack>(row, d, to, to, n, Reductions.Sum(d, n));
                else Maps.Run3<Functions.SoftmaxBack>(row, d, to, to, n, Dot.Run(row, d, n));
            }
        });

    private static void SoftmaxRow(float* x, int n, bool log, float* y)
    {
        float max = Reductions.Max(x, n);
        Maps.Run1<Functions.ExpMinus>(x, y, n, max);
        float sum = Reductions.Sum(y, n);
        if (log) Maps.Run1<Functions.Affine>(x, y, n, 1, -max - MathF.Log(sum));
        else Maps.Run1<Functions.Scale>(y, y, n, 1 / sum);
    }
}

internal static partial class Definitions
{
    public static double[] Softmax(double[] x, int columns, bool log)
    {
        var y = new double[x.Length];
        for (int row = 0; row < x.Length; row += columns)
        {
            double max = x.AsSpan(row, columns).ToArray().Max(), sum = 0;
            for (int j = 0; j < columns; j++) sum += Math.Exp(x[row + j] - max);
            for (int j = 0; j < columns; j++) y[row + j] = log ? x[row + j] - max - Math.Log(sum) : Math.Exp(x[row + j] - max) / sum;
        }
        return y;
    }
}
