using System.Runtime.CompilerServices;
using MusicRec.Compute;

namespace MusicRec.Neural;

/// <summary>Changes parameters by their gradients. A parameter that no backward pass has reached since the last step is left as it is:
/// neither momentum nor decay moves it.</summary>
public abstract class Optimizer
{
    private readonly List<NamedTensor> _state = [];

    /// <param name="parameters">What to train.</param>
    /// <param name="rate">The learning rate.</param>
    protected Optimizer(IReadOnlyList<NamedTensor> parameters, double rate) =>
        (Parameters, Rate) = (Require.NotNull(parameters), Require.NotNegative(rate));

    /// <summary>What is trained.</summary>
    public IReadOnlyList<NamedTensor> Parameters { get; }

    /// <summary>The learning rate of the next step; a schedule sets it.</summary>
    public double Rate { get; set => field = Require.NotNegative(value); }

    /// <summary>Steps taken.</summary>
    public long Steps { get; internal set; }

    /// <summary>Moments and sums, under names that a checkpoint keeps them by.</summary>
    public IReadOnlyList<NamedTensor> State => _state;

    /// <summary>One step with the gradients as they are; they are set to zero after it.</summary>
    public void Step()
    {
        Steps++;
        for (int i = 0; i < Parameters.Count; i++)
        {
            var weights = Parameters[i].Value;
            if (!weights.Reached || weights.Gradient is not { } gradient) continue;
            Update(i, weights, gradient);
            weights.Backend.Fill(gradient, 0);
            weights.Reached = false;
        }
    }

    /// <summary>The Euclidean length of all gradients taken as one vector.</summary>
    public double GradientNorm()
    {
        double sum = 0;
        for (int i = 0; i < Parameters.Count; i++)
            if (Parameters[i].Value is { Reached: true, Gradient: { } gradient }) sum += gradient.Backend.SumOfSquares(gradient);
        return Math.Sqrt(sum);
    }

    /// <summary>Shortens all gradients together to a length, where they are longer (Pascanu, Mikolov, Bengio 2013). Where one of them is not
    /// finite, all stay as they are.</summary>
    /// <returns>The length before; not finite where a gradient is not.</returns>
    public double ClipGradients(double norm)
    {
        double length = GradientNorm();
        double scale = Require.Positive(norm) / (length + 1e-6);
        if (scale >= 1 || !double.IsFinite(length)) return length;
        for (int i = 0; i < Parameters.Count; i++)
            if (Parameters[i].Value is { Reached: true, Gradient: { } gradient }) gradient.Backend.Affine(gradient, (float)scale, 0, gradient);
        return length;
    }

    /// <summary>Changes one parameter; the gradient may be overwritten.</summary>
    protected abstract void Update(int index, Tensor weights, Tensor gradient);

    /// <summary>A share of the past that stays: from 0 to below 1.</summary>
    private protected static double Share(double value, [CallerArgumentExpression(nameof(value))] string? name = null) =>
        value is >= 0 and < 1 ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}; it must lie in [0, 1).");

    /// <summary>A tensor of zeros for every parameter, kept in checkpoints.</summary>
    protected Tensor[] Zeros(string name)
    {
        var tensors = new Tensor[Parameters.Count];
        for (int i = 0; i < tensors.Length; i++)
        {
            tensors[i] = new Tensor(Parameters[i].Value.Backend, Parameters[i].Value.Shape);
            _state.Add(new($"{name}.{Parameters[i].Name}", tensors[i]));
        }
        return tensors;
    }
}
