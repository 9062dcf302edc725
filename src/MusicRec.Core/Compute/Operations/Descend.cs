using MusicRec.Kernels;

namespace MusicRec.Compute;

public abstract partial class Backend
{
    /// <summary>average = keep average + add x.</summary>
    public abstract void Blend(Tensor x, float add, float keep, Tensor average);

    /// <summary>average = keep average + add x^2.</summary>
    public abstract void BlendSquare(Tensor x, float add, float keep, Tensor average);

    /// <summary>weights -= rate direction / (sqrt(scale) + epsilon): the step of AdaGrad, RMSprop and Adam.</summary>
    public abstract void Descend(Tensor direction, Tensor scale, float rate, float epsilon, Tensor weights);

    /// <summary>sum_i x_i^2, in double: finite where all elements are.</summary>
    public abstract double SumOfSquares(Tensor x);
}

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public override void Blend(Tensor x, float add, float keep, Tensor average) => Map<Functions.Blend>(x, average, average, add, keep);

    /// <inheritdoc/>
    public override void BlendSquare(Tensor x, float add, float keep, Tensor average) => Map<Functions.BlendSquare>(x, average, average, add, keep);

    /// <inheritdoc/>
    public override void Descend(Tensor direction, Tensor scale, float rate, float epsilon, Tensor weights) =>
        Map<Functions.ScaledDescent>(weights, direction, scale, weights, rate, epsilon);

    /// <inheritdoc/>
    public override double SumOfSquares(Tensor x)
    {
        double sum = 0;
        for (int from = 0; from < x.Length; from += 1024)
        {
            int count = Math.Min(1024, x.Length - from);
            float part = Dot.Run(x.Data + from, x.Data + from, count);
            sum += float.IsFinite(part) ? part : SquaresInDouble(x.Data + from, count);
        }
        return sum;
    }

    // Squares of numbers above 1e19 are no floats.
    private static double SquaresInDouble(float* x, int count)
    {
        double sum = 0;
        for (int i = 0; i < count; i++) sum += (double)x[i] * x[i];
        return sum;
    }
}
