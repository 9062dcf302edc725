using MusicRec.Kernels;

namespace MusicRec.Compute;

public sealed partial class Tape
{
    /// <summary>Layer normalisation (Ba, Kiros, Hinton 2016): y = (x - mean) / sqrt(variance + epsilon) gain + bias, over each row.</summary>
    /// <param name="x">[..., columns].</param>
    /// <param name="gain">[columns].</param>
    /// <param name="bias">[columns].</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public Tensor LayerNorm(Tensor x, Tensor gain, Tensor bias, float epsilon = 1e-5f)
    {
        Require.Length(Require.NotNull(gain).Length, Require.NotNull(x).Shape.Columns, nameof(gain));
        Require.Length(Require.NotNull(bias).Length, x.Shape.Columns, nameof(bias));
        Tensor y = Allocate(x.Shape), normal = Allocate(x.Shape), scales = Allocate(new Shape(x.Shape.Rows));
        Backend.LayerNorm(x, gain, bias, Require.Positive(epsilon), y, normal, scales);
        bool wanted = x.RequiresGradient || gain.RequiresGradient || bias.RequiresGradient;
        return Record(y, wanted, new LayerNormStep(x, gain, bias, normal, scales));
    }

    private readonly record struct LayerNormStep(Tensor X, Tensor Gain, Tensor Bias, Tensor Normal, Tensor Scales) : IStep
    {
        public void Backward(Tape tape, Tensor y, Tensor dy)
        {
            if (tape.GradientOf(Gain) is { } dg) tape.Backend.AddReduced(dy, Normal, Broadcast.Row, 1, dg);
            if (tape.GradientOf(Bias) is { } db) tape.Backend.AddColumnSums(dy, db);
            if (tape.GradientOf(X) is { } dx) tape.Backend.LayerNormBackward(Normal, Scales, Gain, dy, dx);
        }
    }
}

public abstract partial class Backend
{
    /// <summary>normal = (x - mean) scale with scale = 1 / sqrt(variance + epsilon), row by row; y = normal gain + bias.</summary>
    public abstract void LayerNorm(Tensor x, Tensor gain, Tensor bias, float epsilon, Tensor y, Tensor normal, Tensor scales);

    /// <summary>With g = dy gain: dx += scale (g - mean(g) - normal mean(g normal)), row by row; dy is overwritten by g.</summary>
    public abstract void LayerNormBackward(Tensor normal, Tensor scales, Tensor gain, Tensor dy, Tensor dx);
}

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public override void LayerNorm(Tensor x, Tensor gain, Tensor bias, float epsilon, Tensor y, Tensor normal, Tensor scales) =>
        Rows(x.Shape.Rows, x.Shape.Columns, (x, gain, bias, epsilon, y, normal, scales), static (s, from, count) =>
        {
            int n = s.x.Shape.Columns;
            for (int r = from; r < from + count; r++)
            {
                float* row = s.x.Data + (nint)r * n, normal = s.normal.Data + (nint)r * n;
                float mean = Reductions.Sum(row, n) / n;
                float scale = s.scales.Data[r] = 1 / MathF.Sqrt(Reductions.SquaredDeviations(row, n, mean) / n + s.epsilon);
                Maps.Run1<Functions.Affine>(row, normal, n, scale, -mean * scale);
                Maps.Run3<Functions.MultiplyAdd>(normal, s.gain.Data, s.bias.Data, s.y.Data + (nint)r * n, n);
            }
        });

    /// <inheritdoc/>
    public override void LayerNormBackward(Tensor normal, Tensor scales, Tensor gain, Tensor dy, Tensor dx) =>
        Rows(dy.Shape.Rows, dy.Shape.Columns, (normal, scales, gain, dy, dx), static (s, from, count) =>
        {
            int n = s.dy.Shape.Columns;
            for (int r = from; r < from + count; r++)
            {
                float* g = s.dy.Data + (nint)r * n, normal = s.normal.Data + (nint)r * n, to = s.dx.Data + (nint)r * n;
                Maps.Run2<Functions.Multiply>(g, s.gain.Data, g, n);
                float mean = Reductions.Sum(g, n) / n, along = Dot.Run(g, normal, n) / n, scale = s.scales.Data[r];
                Maps.Run3<Functions.DeviationBack>(normal, g, to, to, n, scale, along);
                Maps.Run1<Functions.Affine>(to, to, n, 1, -scale * mean);
            }
        });
}

internal static partial class Definitions
{
    public static double[] LayerNorm(double[] x, double[] gain, double[] bias, double epsilon = 1e-5)
    {
        var y = new double[x.Length];
        int n = gain.Length;
        for (int row = 0; row < x.Length; row += n)
        {
            var values = x.AsSpan(row, n).ToArray();
            double mean = values.Average(), variance = values.Average(v => (v - mean) * (v - mean));
            for (int j = 0; j < n; j++) y[row + j] = (values[j] - mean) / Math.Sqrt(variance + epsilon) * gain[j] + bias[j];
        }
        return y;
    }
}
