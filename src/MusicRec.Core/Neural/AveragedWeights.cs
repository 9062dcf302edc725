using MusicRec.Compute;

namespace MusicRec.Neural;

/// <summary>An exponential moving average of parameters: average = decay average + (1 - decay) w after every step. It starts at the
/// parameters' values.</summary>
public sealed class AveragedWeights
{
    private readonly IReadOnlyList<NamedTensor> _parameters;
    private readonly double _decay;

    /// <param name="parameters">What is averaged.</param>
    /// <param name="decay">Share of the average that stays, between 0 and 1.</param>
    public AveragedWeights(IReadOnlyList<NamedTensor> parameters, double decay = 0.999)
    {
        (_parameters, _decay) = (Require.NotNull(parameters), Require.Fraction(decay));
        Averages = [.. parameters.Select(p => new NamedTensor(p.Name, new Tensor(p.Value.Backend, p.Value.Shape, p.Value.ToArray())))];
    }

    /// <summary>The averages, under the parameters' names.</summary>
    public IReadOnlyList<NamedTensor> Averages { get; }

    /// <summary>Takes in the parameters as they are now.</summary>
    public void Update()
    {
        for (int i = 0; i < Averages.Count; i++)
            _parameters[i].Value.Backend.Blend(_parameters[i].Value, (float)(1 - _decay), (float)_decay, Averages[i].Value);
    }

    /// <summary>Exchanges parameters and averages: once to use the averages, once more to train on.</summary>
    public void Swap()
    {
        for (int i = 0; i < Averages.Count; i++)
        {
            var (weights, averages) = (_parameters[i].Value.ToArray(), Averages[i].Value.ToArray());
            _parameters[i].Value.CopyFrom(averages);
            Averages[i].Value.CopyFrom(weights);
        }
    }
}
