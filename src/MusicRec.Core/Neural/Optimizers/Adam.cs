using MusicRec.Compute;

namespace MusicRec.Neural;

/// <summary>Adam (Kingma and Ba 2015): m and v are averages of g and g^2, corrected for their start at zero;
/// w -= rate m / (sqrt(v) + epsilon). Decay is either added to the gradient (L2), or, decoupled, taken off the weights as
/// w -= rate decay w (AdamW: Loshchilov and Hutter 2019).</summary>
public sealed class Adam : Optimizer
{
    private readonly double _beta1, _beta2, _epsilon, _decay;
    private readonly bool _decoupled;
    private readonly Tensor[] _means, _squares;

    /// <param name="parameters">What to train.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="beta1">Share of m that stays, from 0 to below 1.</param>
    /// <param name="beta2">Share of v that stays, from 0 to below 1.</param>
    /// <param name="epsilon">Keeps the divisor from zero.</param>
    /// <param name="decay">Strength of the decay.</param>
    /// <param name="decoupled">Whether the decay is AdamW's.</param>
    public Adam(IReadOnlyList<NamedTensor> parameters, double rate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8,
        double decay = 0, bool decoupled = false) : base(parameters, rate)
    {
        (_beta1, _beta2, _epsilon) = (Share(beta1), Share(beta2), Require.Positive(epsilon));
        (_decay, _decoupled) = (Require.NotNegative(decay), decoupled);
        (_means, _squares) = (Zeros("mean"), Zeros("square"));
    }

    /// <inheritdoc/>
    protected override void Update(int index, Tensor weights, Tensor gradient)
    {
        var backend = weights.Backend;
        if (_decay > 0 && _decoupled) backend.Affine(weights, (float)(1 - Rate * _decay), 0, weights);
        else if (_decay > 0) backend.AddScaled(weights, (float)_decay, gradient);
        backend.Blend(gradient, (float)(1 - _beta1), (float)_beta1, _means[index]);
        backend.BlendSquare(gradient, (float)(1 - _beta2), (float)_beta2, _squares[index]);
        double root = Math.Sqrt(1 - Math.Pow(_beta2, Steps)), rate = Rate / (1 - Math.Pow(_beta1, Steps));
        backend.Descend(_means[index], _squares[index], (float)(rate * root), (float)(_epsilon * root), weights);
    }
}
