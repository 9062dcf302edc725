using MusicRec.Kernels;

namespace MusicRec.Compute;

public sealed partial class Tape
{
    /// <summary>Batch normalisation (Ioffe and Szegedy 2015) of every column (channel) over all rows. In training the batch's mean and biased
    /// variance are used, and the running ones move towards them (variance unbiased) by <paramref name="momentum"/>; otherwise the
    /// running ones are used.</summary>
    /// <param name="x">[..., columns].</param>
    /// <param name="gain">[columns].</param>
    /// <param name="bias">[columns].</param>
    /// <param name="runningMean">[columns], updated in training.</param>
    /// <param name="runningVariance">[columns], updated in training.</param>
    /// <param name="momentum">Weight of the newest batch.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public Tensor BatchNorm(
        Tensor x, Tensor gain, Tensor bias, Tensor runningMean, Tensor runningVariance, float momentum = 0.1f, float epsilon = 1e-5f)
    {
        int n = Require.NotNull(x).Shape.Columns;
        foreach (var part in (ReadOnlySpan<Tensor>)[gain, bias, runningMean, runningVariance]) Require.Length(part.Length, n, nameof(gain));
        Tensor y = Allocate(x.Shape), normal = Allocate(x.Shape), scales = Allocate(new Shape(n)), means = Allocate(new Shape(n));
        if (Training) Backend.BatchMoments(x, Require.Between(momentum, 0, 1), runningMean, runningVariance, means, scales);
        else means = runningMean;
        Backend.BatchNorm(x, gain, bias, Require.Positive(epsilon), means, Training ? scales : runningVariance, y, normal, scales);
        bool wanted = x.RequiresGradient || gain.RequiresGradient || bias.RequiresGradient;
        return Record(y, wanted, new BatchNormStep(x, gain, bias, normal, scales));
    }

    private readonly record struct BatchNormStep(Tensor X, Tensor Gain, Tensor Bias, Tensor Normal, Tensor Scales) : IStep
    {
        public void Backward(Tape tape, Tensor y, Tensor dy)
        {
            int n = Gain.Length;
            Tensor sums = tape.Allocate(new Shape(n)), dots = tape.Allocate(new Shape(n));
            tape.Backend.Fill(sums, 0);
            tape.Backend.Fill(dots, 0);
            tape.Backend.AddColumnSums(dy, sums);
            tape.Backend.AddReduced(dy, Normal, Broadcast.Row, 1, dots);
            if (tape.GradientOf(Gain) is { } dg) tape.Backend.AddScaled(dots, 1, dg);
            if (tape.GradientOf(Bias) is { } db) tape.Backend.AddScaled(sums, 1, db);
            if (tape.GradientOf(X) is { } dx) tape.Backend.BatchNormBackward(Normal, Scales, Gain, dy, sums, dots, dx);
        }
    }
}

public abstract partial class Backend
{
    /// <summary>Mean and biased variance of every column; the running ones move towards them (variance unbiased).</summary>
    public abstract void BatchMoments(Tensor x, float momentum, Tensor runningMean, Tensor runningVariance, Tensor means, Tensor variances);

    /// <summary>scale = 1 / sqrt(variance + epsilon) (the two may be one tensor); normal = (x - mean) scale; y = normal gain + bias.</summary>
    public abstract void BatchNorm(
        Tensor x, Tensor gain, Tensor bias, float epsilon, Tensor means, Tensor variances, Tensor y, Tensor normal, Tensor scales);

    /// <summary>dx += gain scale (dy - sums / rows - normal dots / rows) column by column, with sums of dy and dots = sums of dy normal.</summary>
    public abstract void BatchNormBackward(Tensor normal, Tensor scales, Tensor gain, Tensor dy, Tensor sums, Tensor dots, Tensor dx);
}

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public override void BatchMoments(Tensor x, float momentum, Tensor runningMean, Tensor runningVariance, Tensor means, Tensor variances) =>
        Split(x.Shape.Columns, 32, (x, momentum, runningMean, runningVariance, means, variances), static (s, from, count) =>
        {
            int rows = s.x.Shape.Rows, n = s.x.Shape.Columns;
            float* mean = s.means.Data + from, variance = s.variances.Data + from, column = s.x.Data + from;
            double* sums = stackalloc double[32];
            new Span<double>(sums, 32).Clear();
            for (nint r = 0; r < rows; r++) for (int j = 0; j < count; j++) sums[j] += column[r * n + j];
            for (int j = 0; j < count; j++) (mean[j], sums[j]) = ((float)(sums[j] / rows), 0);
            for (nint r = 0; r < rows; r++)
                for (int j = 0; j < count; j++) sums[j] += (column[r * n + j] - mean[j]) * (column[r * n + j] - mean[j]);
            for (int j = 0; j < count; j++)
            {
                variance[j] = (float)(sums[j] / rows);
                s.runningMean.Data[from + j] += s.momentum * (mean[j] - s.runningMean.Data[from + j]);
                s.runningVariance.Data[from + j] += s.momentum * ((float)(sums[j] / Math.Max(1, rows - 1)) - s.runningVariance.Data[from + j]);
            }
        });

    /// <inheritdoc/>
    public override void BatchNorm(
        Tensor x, Tensor gain, Tensor bias, float epsilon, Tensor means, Tensor variances, Tensor y, Tensor normal, Tensor scales)
    {
        for (int j = 0; j < scales.Length; j++) scales.Data[j] = 1 / MathF.Sqrt(variances.Data[j] + epsilon);
        Rows(x.Shape.Rows, x.Shape.Columns, (x, gain, bias, means, y, normal, scales), static (s, from, count) =>
        {
            int n = s.x.Shape.Columns;
            for (int r = from; r < from + count; r++)
            {
                float* normal = s.normal.Data + (nint)r * n;
                Maps.Run2<Functions.Subtract>(s.x.Data + (nint)r * n, s.means.Data, normal, n);
                Maps.Run2<Functions.Multiply>(normal, s.scales.Data, normal, n);
                Maps.Run3<Functions.MultiplyAdd>(normal, s.gain.Data, s.bias.Data, s.y.Data + (nint)r * n, n);
            }
        });
    }

    /// <inheritdoc/>
    public override void BatchNormBackward(Tensor normal, Tensor scales, Tensor gain, Tensor dy, Tensor sums, Tensor dots, Tensor dx) =>
        Rows(dy.Shape.Rows, dy.Shape.Columns, (normal, scales, gain, dy, sums, dots, dx), static (s, from, count) =>
        {
            int n = s.dy.Shape.Columns;
            float share = 1f / s.dy.Shape.Rows;
            float* sums = s.sums.Data, dots = s.dots.Data, scales = s.scales.Data, gain = s.gain.Data;
            for (nint r = from; r < from + count; r++)
            {
                float* d = s.dy.Data + r * n, normal = s.normal.Data + r * n, to = s.dx.Data + r * n;
                for (int j = 0; j < n; j++) to[j] += gain[j] * scales[j] * (d[j] - share * (sums[j] + normal[j] * dots[j]));
            }
        });
}

internal static partial class Definitions
{
    public static double[] BatchNorm(double[] x, double[] gain, double[] bias, double epsilon = 1e-5)
    {
        var y = new double[x.Length];
        int n = gain.Length, rows = x.Length / n;
        for (int j = 0; j < n; j++)
        {
            var column = Enumerable.Range(0, rows).Select(r => x[r * n + j]).ToArray();
            double mean = column.Average(), variance = column.Average(v => (v - mean) * (v - mean));
            for (int r = 0; r < rows; r++) y[r * n + j] = (column[r] - mean) / Math.Sqrt(variance + epsilon) * gain[j] + bias[j];
        }
        return y;
    }
}
