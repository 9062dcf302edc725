using System.Diagnostics;
using MusicRec.Numerics;

namespace MusicRec.Neural;

/// <summary>Restricted Boltzmann machine (Smolensky 1986), trained by contrastive divergence (Hinton 2002) or with persistent chains (Tieleman
/// 2008). Update, with p = p(h = 1 | v): W += rate (mean of p v' over the data - the same over the chains' ends - decay W).</summary>
public sealed unsafe class Rbm
{
    private const double StartMomentum = 0.5;
    private const int StartEpochs = 5;
    private readonly RbmOptions _options;

    /// <summary>Makes the recipe.</summary>
    /// <param name="options">Settings; null for the defaults.</param>
    public Rbm(RbmOptions? options = null) => _options = options ?? new();

    /// <summary>Learns from examples.</summary>
    /// <param name="examples">Shape [n, visible]: from 0 to 1 for Bernoulli units, standardised for Gaussian ones.</param>
    /// <param name="progress">Told after every epoch; the loss is the mean squared error of one-step reconstructions.</param>
    /// <param name="cancel">Cancels between updates.</param>
    /// <exception cref="ArgumentException">There is no example, or one of Bernoulli units is not between 0 and 1.</exception>
    /// <exception cref="MusicRecException">A value is not finite, or training diverged: the message tells the epoch.</exception>
    public RbmModel Fit(Matrix examples, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default)
    {
        Check(examples);
        var state = Start(examples);
        var run = new RbmRun(state, _options, Math.Min(_options.BatchSize, examples.Rows));
        int[] order = [.. Enumerable.Range(0, examples.Rows)];
        for (int epoch = 0; epoch < _options.Epochs; epoch++)
        {
            long started = Stopwatch.GetTimestamp();
            new CounterRandom(_options.Seed, (ulong)epoch + 1).Shuffle(order.AsSpan());
            double error = 0, momentum = epoch < StartEpochs ? Math.Min(StartMomentum, _options.Momentum) : _options.Momentum;
            for (int first = 0; first < order.Length; first += _options.BatchSize)
            {
                cancel.ThrowIfCancellationRequested();
                error += run.Update(examples, order.AsSpan(first, Math.Min(_options.BatchSize, order.Length - first)), (float)momentum);
            }
            double loss = error / examples.Rows / examples.Columns;
            if (!double.IsFinite(loss))
                throw new MusicRecException($"Training diverged in epoch {epoch + 1}: try a lower rate than {run.Rate}, or standardised data.");
            progress?.Report(new(epoch + 1, _options.Epochs, loss, double.NaN, examples.Rows / Stopwatch.GetElapsedTime(started).TotalSeconds));
        }
        return new RbmModel(state);
    }

    private void Check(Matrix examples)
    {
        if (Require.NotNull(examples).Rows == 0) throw new ArgumentException("There is no example to learn from.", nameof(examples));
        for (int r = 0; r < examples.Rows; r++)
        {
            foreach (float value in examples[r])
            {
                if (!float.IsFinite(value)) throw new MusicRecException($"Example {r} has a value that is {value}; all must be finite.");
                if (_options.Visible == VisibleUnits.Bernoulli && value is < 0 or > 1)
                    throw new ArgumentException(
                        $"Example {r} has the value {value}; Bernoulli units need 0 to 1. Scale the data, or use Gaussian units.", nameof(examples));
            }
        }
    }

    // W ~ N(0, 0.01^2), hidden biases 0; visible biases log(p / (1 - p)) with p the mean, kept off 0 and 1, or the mean itself.
    private RbmState Start(Matrix examples)
    {
        var state = new RbmState(examples.Columns, _options.Hidden, _options.Visible);
        var random = new CounterRandom(_options.Seed, 0);
        for (int i = 0; i < state.Weights.Length; i++) state.Weights[i] = (float)(0.01 * random.Normal((ulong)i));
        for (int i = 0; i < examples.Columns; i++)
        {
            double mean = 0;
            for (int r = 0; r < examples.Rows; r++) mean += examples[r][i];
            mean /= examples.Rows;
            double p = Math.Clamp(mean, 0.01, 0.99);
            state.VisibleBias[i] = (float)(_options.Visible == VisibleUnits.Bernoulli ? Math.Log(p / (1 - p)) : mean);
        }
        return state;
    }
}
