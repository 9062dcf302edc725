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
        Require.Length(Require.NotNull(gain).Length, n, nameof(gain));
        Require.Length(Require.NotNull(bias).Length, n, nameof(bias));
        Require.Length(Require.NotNull(runningMean).Length, n, nameof(runningMean));
        Require.Length(Require.NotNull(runningVariance).Length, n, nameof(runningVariance));
        Tensor y = Allocate(x.Shape), means = runningMean, variances = runningVariance, scales = Allocate(new Shape(n));
        if (Training)
        {
            (means, variances) = (Allocate(new Shape(n)), Allocate(new Shape(n)));
            Backend.BatchMoments(x, Require.Between(momentum, 0, 1), runningMean, runningVariance, means, variances);
        }
        Backend.BatchNorm(x, gain, bias, Require.Positive(epsilon), means, variances, y, scales);
        bool wanted = x.RequiresGradient || gain.RequiresGradient || bias.RequiresGradient;
        return Record(y, wanted, new BatchNormStep(x, gain, bias, means, scales));
    }

    private readonly record struct BatchNormStep(Tensor X, Tensor Gain, Tensor Bias, Tensor Means, Tensor Scales) : IStep
    {
        public void Backward(Tape tape, Tensor y, Tensor dy) =>
            tape.Backend.BatchNormBackward(X, Means, Scales, Gain, dy, tape.GradientOf(X), tape.GradientOf(Gain), tape.GradientOf(Bias));
    }
}

public abstract partial class Backend
{
    /// <summary>Mean and biased variance of every column; the running ones move towards them (variance unbiased).</summary>
    public abstract void BatchMoments(Tensor x, float momentum, Tensor runningMean, Tensor runningVariance, Tensor means, Tensor variances);

    /// <summary>scale = 1 / sqrt(variance + epsilon); y = (x - mean) scale gain + bias, column by column.</summary>
    public abstract void BatchNorm(Tensor x, Tensor gain, Tensor bias, float epsilon, Tensor means, Tensor variances, Tensor y, Tensor scales);

    /// <summary>Column by column, with normal = (x - mean) scale: dgain += sum of dy normal; dbias += sum of dy;
    /// dx += gain scale (dy - mean of dy - normal (mean of dy normal)). Gradients that are not wanted are null.</summary>
    public abstract void BatchNormBackward(
        Tensor x, Tensor means, Tensor scales, Tensor gain, Tensor dy, Tensor? dx, Tensor? dgain, Tensor? dbias);
}

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public override void BatchMoments(Tensor x, float momentum, Tensor runningMean, Tensor runningVariance, Tensor means, Tensor variances)
    {
        int rows = x.Shape.Rows, n = x.Shape.Columns;
        Fill(means, 0);
        AddColumnSums(x, null, n, means, 1f / rows);
        Fill(variances, 0);
        float* ones = Scratch.Take(0, 2 * n), zeros = ones + n;
        new Span<float>(ones, n).Fill(1);
        new Span<float>(zeros, n).Clear();
        var (block, blocks) = RowBlocks(rows, n);
        float* parts = Scratch.Take(4, blocks * n);
        Split(rows, block, (x, means, block, ones: (nint)ones, zeros: (nint)zeros, parts: (nint)parts), static (s, from, count) =>
        {
            int n = s.x.Shape.Columns;
            float* offsets = Scratch.Take(1, count * n), part = (float*)s.parts + (nint)(from / s.block) * n;
            ColumnScale.Run(s.x.Data + (nint)from * n, s.means.Data, (float*)s.ones, (float*)s.zeros, offsets, count, n);
            new Span<float>(part, n).Clear();
            Reductions.ColumnDots(offsets, offsets, count, n, n, part);
        });
        AddBlocks(parts, blocks, n, variances, 1f / rows);
        for (int j = 0; j < n; j++)
        {
            float unbiased = variances.Data[j] * rows / Math.Max(1, rows - 1);
            runningMean.Data[j] += momentum * (means.Data[j] - runningMean.Data[j]);
            runningVariance.Data[j] += momentum * (unbiased - runningVariance.Data[j]);
        }
    }

    /// <inheritdoc/>
    public override void BatchNorm(Tensor x, Tensor gain, Tensor bias, float epsilon, Tensor means, Tensor variances, Tensor y, Tensor scales)
    {
        float* slopes = Scratch.Take(0, scales.Length);
        for (int j = 0; j < scales.Length; j++)
        {
            scales.Data[j] = 1 / MathF.Sqrt(variances.Data[j] + epsilon);
            slopes[j] = scales.Data[j] * gain.Data[j];
        }
        Rows(x.Shape.Rows, x.Shape.Columns, (x, bias, means, y, slopes: (nint)slopes), static (s, from, count) =>
        {
            int n = s.x.Shape.Columns;
            nint at = (nint)from * n;
            ColumnScale.Run(s.x.Data + at, s.means.Data, (float*)s.slopes, s.bias.Data, s.y.Data + at, count, n);
        });
    }

    /// <inheritdoc/>
    public override void BatchNormBackward(
        Tensor x, Tensor means, Tensor scales, Tensor gain, Tensor dy, Tensor? dx, Tensor? dgain, Tensor? dbias)
    {
        int rows = x.Shape.Rows, n = x.Shape.Columns;
        var (block, blocks) = RowBlocks(rows, n);
        float* all = Scratch.Take(0, 5 * n), parts = Scratch.Take(4, 2 * blocks * n);
        float* ones = all, zeros = all + n, a = all + 2 * n, b = all + 3 * n, k = all + 4 * n;
        new Span<float>(ones, n).Fill(1);
        new Span<float>(zeros, n).Clear();
        Split(rows, block, (x, means, dy, block, blocks, ones: (nint)ones, zeros: (nint)zeros, parts: (nint)parts), static (s, from, count) =>
        {
            int n = s.x.Shape.Columns;
            nint at = (nint)from * n;
            float* offsets = Scratch.Take(1, count * n), sums = (float*)s.parts + (nint)(from / s.block) * n, dots = sums + (nint)s.blocks * n;
            ColumnScale.Run(s.x.Data + at, s.means.Data, (float*)s.ones, (float*)s.zeros, offsets, count, n);
            new Span<float>(sums, n).Clear();
            new Span<float>(dots, n).Clear();
            Reductions.ColumnSums(s.dy.Data + at, count, n, n, sums);
            Reductions.ColumnDots(s.dy.Data + at, offsets, count, n, n, dots);
        });
        for (int j = 0; j < n; j++)
        {
            float scale = scales.Data[j], sum = SumOfBlocks(parts, blocks, n, j), dot = scale * SumOfBlocks(parts + (nint)blocks * n, blocks, n, j);
            if (dgain is not null) dgain.Data[j] += dot;
            if (dbias is not null) dbias.Data[j] += sum;
            k[j] = gain.Data[j] * scale;
            (a[j], b[j]) = (-k[j] * scale * dot / rows, -k[j] * sum / rows);
        }
        if (dx is null) return;
        Rows(rows, n, (x, means, dy, dx, a: (nint)a, b: (nint)b, k: (nint)k), static (s, from, count) =>
        {
            int n = s.x.Shape.Columns;
            nint at = (nint)from * n;
            ColumnScale.AddWith(s.x.Data + at, s.means.Data, (float*)s.a, (float*)s.b, s.dy.Data + at, (float*)s.k, s.dx.Data + at, count, n);
        });
    }
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
