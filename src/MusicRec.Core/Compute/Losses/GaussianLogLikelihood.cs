using MusicRec.Kernels;

namespace MusicRec.Compute;

public sealed partial class Tape
{
    /// <summary>Mean over all elements of 1/2 (s + (t - m)^2 e^-s): the negative log-likelihood of targets t under normal distributions of
    /// mean m and variance e^s, less the constant ln(2 pi) / 2 (Nix and Weigend 1994): [1]. No gradient flows to the target.</summary>
    /// <param name="mean">m, of any shape.</param>
    /// <param name="logVariance">s, of the same shape but for sizes of 1.</param>
    /// <param name="target">t, of the same shape but for sizes of 1.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public Tensor GaussianLogLikelihoodLoss(Tensor mean, Tensor logVariance, Tensor target)
    {
        Corresponding(mean, logVariance, nameof(logVariance));
        Corresponding(mean, target, nameof(target));
        Tensor loss = Allocate(new Shape(1)), dMean = Allocate(mean.Shape), dLog = Allocate(mean.Shape);
        Backend.GaussianLogLikelihood(mean, logVariance, target, loss, dMean, dLog);
        return Record(loss, mean.RequiresGradient || logVariance.RequiresGradient, new GaussianStep(mean, logVariance, dMean, dLog));
    }

    private readonly record struct GaussianStep(Tensor Mean, Tensor LogVariance, Tensor DMean, Tensor DLog) : IStep
    {
        public void Backward(Tape tape, Tensor y, Tensor dy)
        {
            if (tape.GradientOf(Mean) is { } mean) tape.Backend.Multiply(DMean, dy, Broadcast.Scalar, add: true, mean);
            if (tape.GradientOf(LogVariance) is { } log) tape.Backend.Multiply(DLog, dy, Broadcast.Scalar, add: true, log);
        }
    }
}

public abstract partial class Backend
{
    /// <summary>loss = mean of (s + (t - m)^2 e^-s) / 2; dMean = (m - t) e^-s / elements; dLog = (1 - (t - m)^2 e^-s) / (2 elements).</summary>
    public abstract void GaussianLogLikelihood(Tensor mean, Tensor logVariance, Tensor target, Tensor loss, Tensor dMean, Tensor dLog);
}

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public override void GaussianLogLikelihood(Tensor mean, Tensor logVariance, Tensor target, Tensor loss, Tensor dMean, Tensor dLog) =>
        SumOfRows(mean.Shape.Rows, mean.Shape.Columns, (mean, logVariance, target, dMean, dLog), static (s, row) =>
        {
            int n = s.mean.Shape.Columns;
            nint at = (nint)row * n;
            float* m = s.mean.Data + at, v = s.logVariance.Data + at, t = s.target.Data + at, dm = s.dMean.Data + at, dv = s.dLog.Data + at;
            Maps.Run1<Functions.Scale>(v, dv, n, -1);
            Maps.Run1<Functions.ExpMinus>(dv, dv, n); // e^-s
            float scale = 1f / s.mean.Length;
            double sum = 0;
            for (int j = 0; j < n; j++)
            {
                float precision = dv[j], d = m[j] - t[j], squares = d * d * precision;
                sum += v[j] + (double)squares;
                dm[j] = scale * d * precision;
                dv[j] = scale / 2 * (1 - squares);
            }
            return sum;
        }, 0.5 / mean.Length, loss);
}

internal static partial class Definitions
{
    public static double GaussianLogLikelihood(double[] mean, double[] logVariance, double[] target)
    {
        double sum = 0;
        for (int i = 0; i < mean.Length; i++) sum += logVariance[i] + (target[i] - mean[i]) * (target[i] - mean[i]) * Math.Exp(-logVariance[i]);
        return sum / 2 / mean.Length;
    }
}
