using MusicRec.Audio;
using MusicRec.Compute;
using MusicRec.Neural;
using MusicRec.Numerics;

namespace MusicRec.Encoders;

/// <summary>Learns to predict an item's vector from its content: windows of frames, drawn anew in every epoch, go through a network; for prediction
/// the outputs of consecutive windows are averaged (van den Oord, Dieleman, Schrauwen 2013). docs/methods/encoders.md.</summary>
/// <param name="options">Options; null for the defaults.</param>
public sealed class Encoder(EncoderOptions? options = null)
{
    private const int MostStandardRows = 300_000;

    /// <summary>The options this recipe was made with.</summary>
    public EncoderOptions Options { get; } = options ?? new();

    /// <summary>Fits an encoder on the items that have both content and a target; the others are left out.</summary>
    /// <param name="items">Content.</param>
    /// <param name="target">What is to be predicted; same catalogue. Items that must stay unseen have no target.</param>
    /// <param name="frontEnd">What made the frames, to be stored with the encoder so that it can hear new files; null for plain vectors.</param>
    /// <param name="progress">Told after every epoch.</param>
    /// <param name="cancel">Stops the fit.</param>
    /// <exception cref="ArgumentException">Catalogues or widths differ.</exception>
    /// <exception cref="MusicRecException">Fewer than two items can be learnt from, or training broke down.</exception>
    public EncoderModel Fit(ItemFrames items, EncoderTarget target, AudioFrontEnd? frontEnd = null, IProgress<TrainingStep>? progress = null,
        CancellationToken cancel = default)
    {
        Require.Length(Require.NotNull(target).Items, Require.NotNull(items).Ids.Count, nameof(target));
        if (frontEnd is not null) Require.Length(frontEnd.Columns, items.Columns, nameof(frontEnd));
        var plan = Options.Network ?? (Options.Window > 1 ? NetworkPlans.VanDenOord2013(target.Width) : NetworkPlans.Perceptron(target.Width));
        Require.Length(plan.Outputs, target.Width, "The network's output");
        int[] known = [.. items.Known.Where(target.Has)];
        if (known.Length < 2)
            throw new MusicRecException($"{known.Length} items have both content and a target; at least 2 are needed. {Reasons(items)}");
        var (train, validation) = Divide(known);
        var (mean, scale) = target.Output(train);
        var backend = new CpuBackend(Options.Threads);
        var model = new EncoderModel(backend, plan, Options, items.Columns, Standardizer(items, train), mean, scale, frontEnd);
        var trainer = new Trainer(model.Network, Optimizer(model.Network), new TrainerOptions
        {
            Epochs = Options.Epochs,
            BatchSize = Options.BatchSize,
            Seed = Options.Seed,
            CheckpointPath = Options.CheckpointPath,
            Patience = validation.Length > 0 ? Options.Patience : 0,
        });
        var windows = new EncoderBatch(model, items, train, Options.WindowsPerItem, Options.Seed);
        trainer.Fit(backend, windows.Count, (tape, batch) => windows.Loss(tape, batch.Span, target),
            validation.Length > 0 ? tape => Judge(model, items, validation, target, tape) : null, progress, cancel);
        return model;
    }

    private double Judge(EncoderModel model, ItemFrames items, int[] validation, EncoderTarget target, Tape tape)
    {
        double sum = 0;
        for (int first = 0; first < validation.Length; first += Options.BatchSize)
        {
            var part = validation.AsSpan(first, Math.Min(Options.BatchSize, validation.Length - first));
            tape.Reset();
            var vectors = model.Average(items, part, hidden: false, CancellationToken.None);
            sum += (double)target.Loss(tape, tape.Input(new Shape(part.Length, target.Width), vectors), part).Item() * part.Length;
        }
        return sum / validation.Length;
    }

    private (int[] Train, int[] Validation) Divide(int[] known)
    {
        int held = (int)Math.Min(known.Length - 1, Math.Round(Options.ValidationShare * known.Length));
        var order = known.AsSpan().ToArray();
        new CounterRandom(Options.Seed, 31).Shuffle(order.AsSpan());
        return (order[held..], order[..held]);
    }

    private StandardizerModel? Standardizer(ItemFrames items, int[] train)
    {
        if (Options.Standardize == Standardization.None) return null;
        bool cells = Options.Standardize == Standardization.PerCell;
        var learner = new Standardizer(cells ? items.Columns * Options.Window : items.Columns);
        var window = new float[items.Columns * Options.Window];
        foreach (int item in train)
        {
            if (learner.Rows >= MostStandardRows) break;
            if (!cells) learner.Add(items[item]);
            else foreach (int start in ClipWindows.Consecutive(items[item].Length / items.Columns, Options.Window))
            {
                ClipWindows.Copy(items[item], start, window, items.Columns);
                learner.Add(window);
            }
        }
        return learner.ToModel();
    }

    private Optimizer Optimizer(Module network) => Options.Optimizer switch
    {
        EncoderOptimizer.AdaGrad => new AdaGrad(network.Parameters, Options.LearningRate, 1e-8, Options.WeightDecay),
        EncoderOptimizer.Nesterov => new Sgd(network.Parameters, Options.LearningRate, 0.9, nesterov: true, Options.WeightDecay),
        _ => new Adam(network.Parameters, Options.LearningRate, decay: Options.WeightDecay, decoupled: true),
    };

    private static string Reasons(ItemFrames items) => items.Missing.Count == 0
        ? "Items that nobody has played have no target."
        : $"{items.Missing.Count} items have no content; the first, '{items.Ids[items.Missing[0].Item]}': {items.Missing[0].Reason}";
}
