using MusicRec.Numerics;

namespace MusicRec.Neural;

/// <summary>Deep belief network, pre-trained greedily (Hinton, Osindero, Teh 2006): each layer is an <see cref="Rbm"/> that learns the hidden
/// probabilities of the layer below. To fine-tune it by back-propagation, train <see cref="DbnModel.ToNetwork"/>.</summary>
public sealed class Dbn
{
    private readonly DbnOptions _options;

    /// <summary>Makes the recipe.</summary>
    /// <param name="options">Settings; null for the defaults.</param>
    public Dbn(DbnOptions? options = null) => _options = options ?? new();

    /// <summary>Learns all layers from examples.</summary>
    /// <param name="examples">Shape [n, visible]: from 0 to 1 for Bernoulli units, standardised for Gaussian ones.</param>
    /// <param name="progress">Told after every epoch of every layer; steps count on over the layers.</param>
    /// <param name="cancel">Cancels between updates.</param>
    /// <exception cref="ArgumentException">There is no example, or one of Bernoulli units is not between 0 and 1.</exception>
    /// <exception cref="MusicRecException">A value is not finite, or training diverged.</exception>
    public DbnModel Fit(Matrix examples, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default)
    {
        var layers = new List<RbmModel>();
        var input = Require.NotNull(examples);
        for (int layer = 0; layer < _options.Layers.Count; layer++)
        {
            var options = _options.Training with { Hidden = _options.Layers[layer], Seed = _options.Training.Seed + (ulong)layer };
            if (layer > 0) options = options with { Visible = VisibleUnits.Bernoulli, Rate = _options.UpperRate };
            var machine = new Rbm(options).Fit(input, progress is null ? null : new Shifted(progress, layer, _options.Layers.Count), cancel);
            layers.Add(machine);
            if (layer < _options.Layers.Count - 1) input = Up(machine, input);
        }
        return new DbnModel(layers);
    }

    private static Matrix Up(RbmModel machine, Matrix rows)
    {
        var hidden = new Matrix(rows.Rows, machine.Hidden);
        for (int r = 0; r < rows.Rows; r++) machine.HiddenProbabilities(rows[r], hidden.Row(r));
        return hidden;
    }

    private sealed class Shifted(IProgress<TrainingStep> progress, int layer, int layers) : IProgress<TrainingStep>
    {
        public void Report(TrainingStep step) =>
            progress.Report(step with { Step = layer * step.Steps + step.Step, Steps = layers * step.Steps });
    }
}
