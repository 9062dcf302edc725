using MusicRec.Kernels;

namespace MusicRec.Compute;

public sealed partial class Tape
{
    /// <summary>Mean over all elements of -t ln s(x) - (1 - t) ln(1 - s(x)) with s the sigmoid, computed from logits without overflow: [1].
    /// Several labels may be true at once. No gradient flows to the target.</summary>
    /// <param name="logits">Any shape.</param>
    /// <param name="target">Of the same shape but for sizes of 1, from 0 to 1.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public Tensor BinaryCrossEntropy(Tensor logits, Tensor target)
    {
        Corresponding(logits, target, nameof(target));
        Tensor loss = Allocate(new Shape(1)), gradient = Allocate(logits.Shape);
        Backend.BinaryCrossEntropy(logits, target, loss, gradient);
        return Loss(logits, gradient, loss);
    }
}

public abstract partial class Backend
{
    /// <summary>loss = mean of softplus(x) - t x; gradient = (sigmoid(x) - t) / elements.</summary>
    public abstract void BinaryCrossEntropy(Tensor logits, Tensor target, Tensor loss, Tensor gradient);
}

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public override void BinaryCrossEntropy(Tensor logits, Tensor target, Tensor loss, Tensor gradient) =>
        SumOfRows(logits.Shape.Rows, logits.Shape.Columns, (logits, target, gradient), static (s, row) =>
        {
            int n = s.logits.Shape.Columns;
            nint at = (nint)row * n;
            float* x = s.logits.Data + at, t = s.target.Data + at, g = s.gradient.Data + at;
            float scale = 1f / s.logits.Length;
            Maps.Run1<Functions.Softplus>(x, g, n); // g: first the loss's part, then the gradient
            double sum = 0;
            for (int j = 0; j < n; j++) sum += g[j] - (double)t[j] * x[j];
            Maps.Run1<Functions.Sigmoid>(x, g, n);
            Maps.Run2<Functions.Blend>(g, t, g, n, scale, -scale);
            return sum;
        }, 1.0 / logits.Length, loss);
}

internal static partial class Definitions
{
    public static double BinaryCrossEntropy(double[] x, double[] target)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum += target[i] * Math.Log(1 + Math.Exp(-x[i])) + (1 - target[i]) * Math.Log(1 + Math.Exp(x[i]));
        return sum / x.Length;
    }
}
