using MusicRec.Compute;

namespace MusicRec.Neural;

/// <summary>Stochastic gradient descent: b = momentum b + g; w -= rate b, or rate (g + momentum b) after Nesterov; g includes decay w.</summary>
public sealed class Sgd : Optimizer
{
    private readonly float _momentum, _decay;
    private readonly bool _nesterov;
    private readonly Tensor[]? _velocity;

    /// <param name="parameters">What to train.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="momentum">Share of the last direction that stays, from 0 to below 1.</param>
    /// <param name="nesterov">Whether to look ahead along the momentum, which must be above 0 then.</param>
    /// <param name="decay">L2 penalty, added to the gradient.</param>
    public Sgd(IReadOnlyList<NamedTensor> parameters, double rate, double momentum = 0, bool nesterov = false, double decay = 0)
        : base(parameters, rate)
    {
        (_momentum, _nesterov, _decay) = ((float)Share(momentum), nesterov, (float)Require.NotNegative(decay));
        if (nesterov && momentum == 0) throw new ArgumentException("Nesterov's step looks ahead along a momentum above 0.", nameof(nesterov));
        if (momentum > 0) _velocity = Zeros("momentum");
    }

    /// <inheritdoc/>
    protected override void Update(int index, Tensor weights, Tensor gradient)
    {
        var backend = weights.Backend;
        if (_decay > 0) backend.AddScaled(weights, _decay, gradient);
        if (_velocity is null)
        {
            backend.AddScaled(gradient, -(float)Rate, weights);
            return;
        }
        backend.Blend(gradient, 1, _momentum, _velocity[index]);
        if (_nesterov)
        {
            backend.AddScaled(gradient, -(float)Rate, weights);
            backend.AddScaled(_velocity[index], -(float)Rate * _momentum, weights);
        }
        else
        {
            backend.AddScaled(_velocity[index], -(float)Rate, weights);
        }
    }
}
