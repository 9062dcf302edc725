namespace MusicRec.Compute;

public sealed partial class Tape
{
    /// <summary>Mean over all elements of weight (x - target)^2, without weights 1 each: [1]. No gradient flows to target or weights.</summary>
    /// <param name="x">Predictions.</param>
    /// <param name="target">Of the same shape, but for sizes of 1.</param>
    /// <param name="weights">Of the same shape, but for sizes of 1; or null.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public Tensor MeanSquaredError(Tensor x, Tensor target, Tensor? weights = null)
    {
        Corresponding(x, target, nameof(target));
        if (weights is not null) Corresponding(x, weights, nameof(weights));
        Tensor loss = Allocate(new Shape(1)), gradient = Allocate(x.Shape);
        Backend.MeanSquaredError(x, target, weights, loss, gradient);
        return Loss(x, gradient, loss);
    }
}

public abstract partial class Backend
{
    /// <summary>loss = mean of w (x - t)^2; gradient = 2 w (x - t) / elements.</summary>
    public abstract void MeanSquaredError(Tensor x, Tensor target, Tensor? weights, Tensor loss, Tensor gradient);
}

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public override void MeanSquaredError(Tensor x, Tensor target, Tensor? weights, Tensor loss, Tensor gradient) =>
        SumOfRows(x.Shape.Rows, x.Shape.Columns, (x, target, weights, gradient), static (s, row) =>
        {
            int n = s.x.Shape.Columns;
            nint at = (nint)row * n;
            float* x = s.x.Data + at, t = s.target.Data + at, g = s.gradient.Data + at;
            float scale = 2f / s.x.Length;
            double sum = 0;
            for (int j = 0; j < n; j++)
            {
                float w = s.weights is null ? 1 : s.weights.Data[at + j], d = x[j] - t[j];
                g[j] = scale * w * d;
                sum += (double)w * d * d;
            }
            return sum;
        }, 1.0 / x.Length, loss);
}

internal static partial class Definitions
{
    public static double MeanSquaredError(double[] x, double[] target, double[]? weights)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++) sum += (weights?[i] ?? 1) * (x[i] - target[i]) * (x[i] - target[i]);
        return sum / x.Length;
    }
}
