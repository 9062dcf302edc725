using MusicRec.Compute;

namespace MusicRec.Neural;

/// <summary>AdaGrad (Duchi, Hazan, Singer 2011): s += g^2; w -= rate g / (sqrt(s) + epsilon); g includes decay w.</summary>
public sealed class AdaGrad : Optimizer
{
    private readonly float _epsilon, _decay;
    private readonly Tensor[] _sums;

    /// <param name="parameters">What to train.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="epsilon">Keeps the divisor from zero.</param>
    /// <param name="decay">L2 penalty, added to the gradient.</param>
    public AdaGrad(IReadOnlyList<NamedTensor> parameters, double rate = 0.01, double epsilon = 1e-10, double decay = 0) : base(parameters, rate) =>
        (_epsilon, _decay, _sums) = ((float)Require.Positive(epsilon), (float)Require.NotNegative(decay), Zeros("sum"));

    /// <inheritdoc/>
    protected override void Update(int index, Tensor weights, Tensor gradient)
    {
        if (_decay > 0) weights.Backend.AddScaled(weights, _decay, gradient);
        weights.Backend.BlendSquare(gradient, 1, 1, _sums[index]);
        weights.Backend.Descend(gradient, _sums[index], (float)Rate, _epsilon, weights);
    }
}
