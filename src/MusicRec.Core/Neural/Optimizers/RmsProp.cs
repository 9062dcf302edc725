using MusicRec.Compute;

namespace MusicRec.Neural;

/// <summary>RMSprop (Tieleman and Hinton 2012): v = smoothing v + (1 - smoothing) g^2; w -= rate g / (sqrt(v) + epsilon);
/// g includes decay w.</summary>
public sealed class RmsProp : Optimizer
{
    private readonly float _smoothing, _epsilon, _decay;
    private readonly Tensor[] _squares;

    /// <param name="parameters">What to train.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="smoothing">Share of the average of squares that stays, from 0 to below 1.</param>
    /// <param name="epsilon">Keeps the divisor from zero.</param>
    /// <param name="decay">L2 penalty, added to the gradient.</param>
    public RmsProp(IReadOnlyList<NamedTensor> parameters, double rate = 0.01, double smoothing = 0.99, double epsilon = 1e-8, double decay = 0)
        : base(parameters, rate)
    {
        (_smoothing, _epsilon) = ((float)Share(smoothing), (float)Require.Positive(epsilon));
        (_decay, _squares) = ((float)Require.NotNegative(decay), Zeros("square"));
    }

    /// <inheritdoc/>
    protected override void Update(int index, Tensor weights, Tensor gradient)
    {
        if (_decay > 0) weights.Backend.AddScaled(weights, _decay, gradient);
        weights.Backend.BlendSquare(gradient, 1 - _smoothing, _smoothing, _squares[index]);
        weights.Backend.Descend(gradient, _squares[index], (float)Rate, _epsilon, weights);
    }
}
