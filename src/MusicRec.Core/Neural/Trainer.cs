using System.Diagnostics;
using MusicRec.Compute;
using MusicRec.Numerics;

namespace MusicRec.Neural;

/// <summary>Trains a module by mini-batches: shuffling, validation, early stopping, best weights, checkpoints that resume to the identical
/// bits, batches read in the background, averaged weights, and detection of values that are not finite.</summary>
/// <param name="module">What is trained.</param>
/// <param name="optimizer">Changes the module's parameters; its rate at the start is the base of the schedule.</param>
/// <param name="options">How.</param>
public sealed class Trainer(Module module, Optimizer optimizer, TrainerOptions options)
{
    private const ulong OrderStream = 0x6F72646572; // apart from what the tape draws under the seed
    private readonly Module _module = Require.NotNull(module);
    private readonly Optimizer _optimizer = Require.NotNull(optimizer);
    private readonly TrainerOptions _options = Require.NotNull(options);
    private AveragedWeights? _averages;

    /// <summary>Trains, or goes on from the checkpoint where there is one.</summary>
    /// <param name="backend">Where the module's parameters live.</param>
    /// <param name="examples">Number of examples.</param>
    /// <param name="loss">The mean loss of a batch, given the examples' numbers; called once per step.</param>
    /// <param name="validation">A value that is better when smaller, computed after each epoch on a tape that is not training; null for none.</param>
    /// <param name="progress">Told of every epoch: Step counts epochs, Rate is examples per second.</param>
    /// <param name="cancel">Stops before the next step; the checkpoint, if any, is written first.</param>
    /// <returns>The best validation value, or without validation the last epoch's mean loss.</returns>
    /// <exception cref="ArgumentException">There is patience and no validation.</exception>
    /// <exception cref="MusicRecException">A loss, gradient or weight is not finite: the message names the step and the parameter. Or the
    /// checkpoint is damaged or of a run with another seed, batch size or number of examples: the message names what differs.</exception>
    /// <exception cref="OperationCanceledException">Training was cancelled.</exception>
    public double Fit(Backend backend, int examples, Func<Tape, ReadOnlyMemory<int>, Tensor> loss, Func<Tape, double>? validation = null,
        IProgress<TrainingStep>? progress = null, CancellationToken cancel = default)
    {
        Require.NotNull(loss);
        return Run(backend, examples, (tape, batch, _) => loss(tape, batch), validation, progress, cancel);
    }

    /// <summary>The same, with batches from any source, each read in the background while the step before it computes.</summary>
    /// <param name="backend">Where the module's parameters live.</param>
    /// <param name="examples">Number of examples.</param>
    /// <param name="load">Reads a batch, given the examples' numbers: on another thread, one batch at a time, in the order of the steps.
    /// What it returned last is in use while it reads the next.</param>
    /// <param name="loss">The mean loss of a batch; called once per step.</param>
    /// <param name="validation">As above.</param>
    /// <param name="progress">As above.</param>
    /// <param name="cancel">As above.</param>
    /// <returns>The best validation value, or without validation the last epoch's mean loss.</returns>
    public double Fit<TBatch>(Backend backend, int examples, Func<ReadOnlyMemory<int>, TBatch> load, Func<Tape, TBatch, Tensor> loss,
        Func<Tape, double>? validation = null, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default)
    {
        Require.NotNull(load);
        Require.NotNull(loss);
        Task<TBatch>? coming = null;
        try
        {
            return Run(backend, examples, (tape, batch, next) =>
            {
                var here = (coming ?? Task.Run(() => load(batch))).GetAwaiter().GetResult();
                coming = next.IsEmpty ? null : Task.Run(() => load(next));
                return loss(tape, here);
            }, validation, progress, cancel);
        }
        finally
        {
            if (coming is not null) Task.WhenAny(coming).Wait(CancellationToken.None); // after a failure: nothing of the caller's runs on
        }
    }

    private double Run(Backend backend, int examples, Func<Tape, ReadOnlyMemory<int>, ReadOnlyMemory<int>, Tensor> loss,
        Func<Tape, double>? validation, IProgress<TrainingStep>? progress, CancellationToken cancel)
    {
        Require.Positive(examples);
        if (_options.Patience > 0 && validation is null)
            throw new ArgumentException(
                $"Patience is {_options.Patience}, and there is no validation to judge by: give one, or a patience of 0.", nameof(validation));
        double rate = _optimizer.Rate;
        var order = new TrainingOrder(_options.Seed, _options.BatchSize, examples);
        _averages = _options.AverageDecay > 0 ? new AveragedWeights(_module.Parameters, _options.AverageDecay) : null;
        var at = _options.CheckpointPath is { } path && File.Exists(path)
            ? Checkpoint.Read(path, _module, _optimizer, _averages, order) : new TrainingProgress();
        var tape = new Tape(backend, training: true, _options.Seed);
        var inference = new Tape(backend, training: false);
        try
        {
            while (at.Epoch < _options.Epochs && !(_options.Patience > 0 && at.EpochsSinceBest >= _options.Patience))
            {
                var (started, first) = (Stopwatch.GetTimestamp(), at.Batch * _options.BatchSize);
                RunEpoch(tape, examples, loss, at, rate, cancel);
                at.LastLoss = at.LossSum / examples;
                double value = validation is null ? double.NaN : Validate(inference, validation, at);
                (at.Epoch, at.Batch, at.LossSum) = (at.Epoch + 1, 0, 0);
                Save(at, order);
                double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
                progress?.Report(new TrainingStep(at.Epoch, _options.Epochs, at.LastLoss, value, (examples - first) / seconds));
            }
        }
        catch (OperationCanceledException)
        {
            Save(at, order);
            throw;
        }
        finally { _optimizer.Rate = rate; }
        _averages?.Swap();
        if (_options.RestoreBest && at.BestWeights is { } best) Restore(best);
        return validation is null ? at.LastLoss : at.Best;
    }

    private void RunEpoch(Tape tape, int examples, Func<Tape, ReadOnlyMemory<int>, ReadOnlyMemory<int>, Tensor> loss, TrainingProgress at,
        double rate, CancellationToken cancel)
    {
        var order = new int[examples];
        for (int i = 0; i < examples; i++) order[i] = i;
        new CounterRandom(_options.Seed ^ OrderStream, (ulong)at.Epoch).Shuffle(order.AsSpan());
        for (; at.Batch * (long)_options.BatchSize < examples; at.Batch++)
        {
            cancel.ThrowIfCancellationRequested();
            if (at.Batch > 0 && at.Batch % _options.CheckpointEvery == 0) Save(at, new(_options.Seed, _options.BatchSize, examples));
            int from = at.Batch * _options.BatchSize, count = Math.Min(_options.BatchSize, examples - from), to = from + count;
            tape.Reset(_optimizer.Steps);
            var value = loss(tape, order.AsMemory(from, count), order.AsMemory(to, Math.Min(_options.BatchSize, examples - to)));
            tape.Backward(value);
            double norm = _options.ClipNorm > 0 ? _optimizer.ClipGradients(_options.ClipNorm) : _optimizer.GradientNorm();
            float lossValue = value.Item();
            if (!float.IsFinite(lossValue) || !double.IsFinite(norm)) throw NotFinite(lossValue);
            _optimizer.Rate = rate * _options.Schedule(_optimizer.Steps);
            _optimizer.Step();
            _averages?.Update();
            at.LossSum += (double)lossValue * count;
        }
        RequireFinite();
    }

    private double Validate(Tape inference, Func<Tape, double> validation, TrainingProgress at)
    {
        inference.Reset();
        _averages?.Swap();
        try
        {
            double value = validation(inference);
            Judge(value, at);
            return value;
        }
        finally { _averages?.Swap(); }
    }

    private void Judge(double value, TrainingProgress at)
    {
        if (!(value < at.Best))
        {
            at.EpochsSinceBest++;
            return;
        }
        (at.Best, at.EpochsSinceBest) = (value, 0);
        if (_options.RestoreBest) at.BestWeights = [.. Checkpoint.Weights(_module).Select(tensor => tensor.Value.ToArray())];
    }

    private void Restore(float[][] best)
    {
        var weights = Checkpoint.Weights(_module);
        for (int i = 0; i < weights.Length; i++) weights[i].Value.CopyFrom(best[i]);
    }

    private void Save(TrainingProgress at, TrainingOrder order)
    {
        if (_options.CheckpointPath is not { } path) return;
        RequireFinite();
        Checkpoint.Write(path, _module, _optimizer, _averages, at, order);
    }

    // A step can leave weights behind that no later loss has told of.
    private void RequireFinite()
    {
        foreach (var (name, value) in _optimizer.Parameters)
            if (!double.IsFinite(value.Backend.SumOfSquares(value)))
                throw new MusicRecException($"Training broke down at step {_optimizer.Steps}: not finite are the values of '{name}'. " +
                    "Lower the learning rate, clip the gradient, or check the data.");
    }

    private MusicRecException NotFinite(float loss)
    {
        string where = "no parameter: the loss alone, so look at the inputs";
        foreach (var (name, value) in _optimizer.Parameters)
        {
            if (!double.IsFinite(value.Backend.SumOfSquares(value))) where = $"the values of '{name}'";
            else if (value.Gradient is { } gradient && !double.IsFinite(gradient.Backend.SumOfSquares(gradient))) where = $"the gradient of '{name}'";
            else continue;
            break;
        }
        return new MusicRecException($"Training broke down at step {_optimizer.Steps + 1}: the loss is {loss}, and not finite is {where}. " +
            "Lower the learning rate, clip the gradient, or check the data.");
    }
}
