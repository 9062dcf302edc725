using System.Diagnostics;

namespace MusicRec.Sequences;

/// <summary>A network of self-attention, SASRec (Kang and McAuley 2018): every event looks at itself and those before it, and what it makes of
/// them scores every item as the next one. Sequences are laid end to end, so nothing is padded. See docs/methods/sasrec.md.</summary>
/// <param name="options">Options; null for the defaults.</param>
public sealed class SasRec(SasRecOptions? options = null)
{
    /// <summary>The options this recipe was made with.</summary>
    public SasRecOptions Options { get; } = options ?? new();

    /// <summary>Fits a model.</summary>
    /// <param name="data">Sequences; those shorter than two events teach nothing, longer ones than MaxLength are learned in pieces.</param>
    /// <param name="progress">Told after every epoch; Loss is the mean over its steps.</param>
    /// <param name="cancel">Stops the fit with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">The heads do not divide the width.</exception>
    /// <exception cref="MusicRecException">No sequence has two events, or the loss is no longer finite.</exception>
    public SasRecModel Fit(ItemSequences data, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default)
    {
        Require.NotNull(data);
        if (!Enumerable.Range(0, data.Count).Any(row => data[row].Length > 1))
            throw new MusicRecException("No sequence has two events, so nothing can be learned about what comes next.");
        var training = new SasRecTraining(Options, data);
        for (int epoch = 1; epoch <= Options.Epochs; epoch++)
        {
            var clock = Stopwatch.StartNew();
            var (loss, events) = training.RunEpoch(epoch, cancel);
            progress?.Report(new(epoch, Options.Epochs, loss, double.NaN, events / Math.Max(clock.Elapsed.TotalSeconds, 1e-9)));
        }
        return training.Model();
    }
}
