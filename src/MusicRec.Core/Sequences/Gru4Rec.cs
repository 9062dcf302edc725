using System.Diagnostics;

namespace MusicRec.Sequences;

/// <summary>A recurrent network of sessions, GRU4Rec (Hidasi, Karatzoglou, Baltrunas, Tikk 2016; Hidasi and Karatzoglou 2018): a layer of gated
/// units reads the plays one by one, and its state scores every item as the next one. Session-parallel batches, sampled negatives, AdaGrad,
/// gradients through one step, as the authors do. See docs/methods/gru4rec.md.</summary>
/// <param name="options">Options; null for the defaults.</param>
public sealed class Gru4Rec(Gru4RecOptions? options = null)
{
    /// <summary>The options this recipe was made with.</summary>
    public Gru4RecOptions Options { get; } = options ?? new();

    /// <summary>Fits a model. Sessions are taken in the order given, which should be that of time.</summary>
    /// <param name="data">Sessions; those shorter than two events teach nothing.</param>
    /// <param name="progress">Told after every epoch; Loss is the mean over its steps.</param>
    /// <param name="cancel">Stops the fit with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="MusicRecException">No session has two events, or the loss is no longer finite.</exception>
    public Gru4RecModel Fit(ItemSequences data, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default)
    {
        Require.NotNull(data);
        if (!Enumerable.Range(0, data.Count).Any(row => data[row].Length > 1))
            throw new MusicRecException("No session has two events, so nothing can be learned about what comes next.");
        var training = new Gru4RecTraining(Options, data);
        for (int epoch = 1; epoch <= Options.Epochs; epoch++)
        {
            var clock = Stopwatch.StartNew();
            var (loss, events) = training.RunEpoch(cancel);
            progress?.Report(new(epoch, Options.Epochs, loss, double.NaN, events / Math.Max(clock.Elapsed.TotalSeconds, 1e-9)));
        }
        return training.Model();
    }
}
