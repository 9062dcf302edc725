using MusicRec.Kernels;

namespace MusicRec.Compute;

/// <summary>The non-linear functions of layers.</summary>
public enum Activation
{
    /// <summary>x itself.</summary>
    None,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>x above 0, 0.01 x below.</summary>
    LeakyRelu,

    /// <summary>x above 0, e^x - 1 below.</summary>
    Elu,

    /// <summary>1 / (1 + e^-x).</summary>
    Sigmoid,

    /// <summary>tanh x.</summary>
    Tanh,

    /// <summary>x Phi(x) with the exact normal distribution function (Hendrycks and Gimpel 2016).</summary>
    Gelu,

    /// <summary>x / (1 + e^-x), also known as swish.</summary>
    Silu,
}

public sealed partial class Tape
{
    /// <summary>Applies a non-linear function to every element.</summary>
    public Tensor Activate(Tensor x, Activation activation)
    {
        if (Require.Defined(activation) == Activation.None) return Require.NotNull(x);
        var y = Allocate(Require.NotNull(x).Shape);
        Backend.Activate(x, activation, y);
        return Record(y, x.RequiresGradient, new ActivateStep(x, activation));
    }

    private readonly record struct ActivateStep(Tensor X, Activation Activation) : IStep
    {
        public void Backward(Tape tape, Tensor y, Tensor dy) =>
            tape.Backend.ActivateBackward(FromInput(Activation) ? X : y, dy, Activation, tape.GradientOf(X)!);
    }

    /// <summary>Whether the derivative is computed from the input; the others' from the output.</summary>
    internal static bool FromInput(Activation activation) => activation is Activation.Gelu or Activation.Silu;
}

public abstract partial class Backend
{
    /// <summary>y = f(x); y may be x.</summary>
    public abstract void Activate(Tensor x, Activation activation, Tensor y);

    /// <summary>dx += dy f'. The first argument is f's input for GELU and SiLU, its output for the others.</summary>
    public abstract void ActivateBackward(Tensor value, Tensor dy, Activation activation, Tensor dx);
}

public sealed unsafe partial class CpuBackend
{
    /// <summary>In place: x above 0, slope (e^x - 1) below.</summary>
    internal void SlopedElu(Tensor x, float slope) => Map<Functions.SlopedElu>(x, x, slope);

    /// <summary>In place: dy becomes dy f', from the output of <see cref="SlopedElu"/>.</summary>
    internal void SlopedEluBackward(Tensor y, Tensor dy, float slope) => Map<Functions.SlopedEluBack>(y, dy, dy, slope);

    /// <inheritdoc/>
    public override void Activate(Tensor x, Activation activation, Tensor y)
    {
        switch (activation)
        {
            case Activation.Relu: Map<Functions.Relu>(x, y); break;
            case Activation.LeakyRelu: Map<Functions.LeakyRelu>(x, y); break;
            case Activation.Elu: Map<Functions.Elu>(x, y); break;
            case Activation.Sigmoid: Map<Functions.Sigmoid>(x, y); break;
            case Activation.Tanh: Map<Functions.Tanh>(x, y); break;
            case Activation.Gelu: Map<Functions.Gelu>(x, y); break;
            case Activation.Silu: Map<Functions.Silu>(x, y); break;
            default: Map<Functions.Scale>(x, y, 1); break;
        }
    }

    /// <inheritdoc/>
    public override void ActivateBackward(Tensor value, Tensor dy, Activation activation, Tensor dx)
    {
        switch (activation)
        {
            case Activation.Relu: Map<Functions.ReluBack>(value, dy, dx, dx); break;
            case Activation.LeakyRelu: Map<Functions.LeakyReluBack>(value, dy, dx, dx); break;
            case Activation.Elu: Map<Functions.EluBack>(value, dy, dx, dx); break;
            case Activation.Sigmoid: Map<Functions.SigmoidBack>(value, dy, dx, dx); break;
            case Activation.Tanh: Map<Functions.TanhBack>(value, dy, dx, dx); break;
            case Activation.Gelu: Map<Functions.GeluBack>(value, dy, dx, dx); break;
            case Activation.Silu: Map<Functions.SiluBack>(value, dy, dx, dx); break;
            default: Map<Functions.Add>(dy, dx, dx); break;
        }
    }
}

internal static partial class Definitions
{
    public static double Activate(double x, Activation activation) => activation switch
    {
        Activation.Relu => Math.Max(x, 0),
        Activation.LeakyRelu => x > 0 ? x : 0.01 * x,
        Activation.Elu => x > 0 ? x : Math.Exp(x) - 1,
        Activation.Sigmoid => 1 / (1 + Math.Exp(-x)),
        Activation.Tanh => Math.Tanh(x),
        Activation.Gelu => x * Normal(x),
        Activation.Silu => x / (1 + Math.Exp(-x)),
        _ => x,
    };

    // Phi(x) = 1/2 + phi(x) (x + x^3/3 + x^5/15 + ...), which converges everywhere.
    private static double Normal(double x)
    {
        double term = x, sum = x;
        for (int n = 3; Math.Abs(term) > 1e-18 * Math.Abs(sum); n += 2) sum += term *= x * x / n;
        return 0.5 + sum * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);
    }
}
