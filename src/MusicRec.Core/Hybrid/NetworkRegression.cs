using MusicRec.Compute;
using MusicRec.Data;
using MusicRec.Factorization;
using MusicRec.Neural;
using MusicRec.Numerics;

namespace MusicRec.Hybrid;

/// <summary>Factor regression by a network: from item features to factors, by squared error, cosine, or the weighted prediction error of the plays
/// themselves (van den Oord, Dieleman, Schrauwen 2013); late fusion of several embeddings (Oramas et al. 2017).</summary>
/// <param name="options">Null for the defaults.</param>
public sealed class NetworkRegression(NetworkRegressionOptions? options = null)
{
    private const ulong HoldOutStream = 11;

    /// <summary>The settings.</summary>
    public NetworkRegressionOptions Options { get; } = options ?? new();

    private delegate Tensor BatchLoss(Tape tape, Tensor predicted, ReadOnlyMemory<int> rows);

    /// <summary>Fits the network to factors.</summary>
    /// <param name="features">[items, inputs]; where there are modalities, side by side.</param>
    /// <param name="targets">[items, factors].</param>
    /// <param name="progress">Told of every epoch.</param>
    /// <param name="cancel">Stops the training.</param>
    public NetworkMap Fit(Matrix features, Matrix targets, IProgress<TrainingStep>? progress = null, CancellationToken cancel = default)
    {
        Features.Check(features, Require.NotNull(targets).Rows, nameof(features));
        Features.Check(targets, features.Rows, nameof(targets));
        var goal = new RowBatch(targets);
        return Train(features, targets.Columns, [.. Enumerable.Range(0, features.Rows)], (tape, predicted, rows) =>
            Options.Loss == RegressionLoss.Cosine
                ? tape.CosineLoss(predicted, goal.On(tape, rows.Span))
                : tape.MeanSquaredError(predicted, goal.On(tape, rows.Span)), progress, cancel);
    }

    /// <summary>Fits the network to the plays: the mean over items of sum_u c_ui (p_ui - x_u . y_i)^2 over all users, exactly, with the users'
    /// factors held still. Items without plays are left out.</summary>
    /// <param name="features">[items, inputs], rows in the order of the plays' items.</param>
    /// <param name="userFactors">x, [users, factors].</param>
    /// <param name="plays">Users and items as above; positive weights are plays.</param>
    /// <param name="confidence">How plays become confidences c, and what pairs without plays weigh; the defaults of <see cref="WmfOptions"/> if
    /// null.</param>
    /// <param name="progress">Told of every epoch.</param>
    /// <param name="cancel">Stops the training.</param>
    /// <exception cref="ArgumentException">The sizes differ, pairs without plays weigh nothing, or their weight covers played pairs too.</exception>
    public NetworkMap FitToPlays(Matrix features, Matrix userFactors, Interactions plays, WmfOptions? confidence = null,
        IProgress<TrainingStep>? progress = null, CancellationToken cancel = default)
    {
        Features.Check(features, Require.NotNull(plays).Items, nameof(features));
        Features.Check(userFactors, plays.Users, nameof(userFactors));
        var byItem = PlayConfidence.Apply(plays, confidence ?? new()).ByItem;
        int[] warm = [.. Enumerable.Range(0, plays.Items).Where(item => byItem.RowCount(item) > 0)];
        var (users, gram) = (NetworkMap.Tensor(new CpuBackend(Options.Threads), userFactors), Gram(userFactors));
        return Train(features, userFactors.Columns, warm, (tape, predicted, rows) =>
            tape.WeightedPredictionError(predicted, users, gram, Batch(byItem, rows.Span)), progress, cancel);
    }

    private NetworkMap Train(
        Matrix features, int outputs, int[] rows, BatchLoss loss, IProgress<TrainingStep>? progress, CancellationToken cancel)
    {
        Require.Positive(rows.Length, nameof(features));
        new CounterRandom(Options.Seed, HoldOutStream).Shuffle<int>(rows);
        int held = rows.Length < 10 ? 0 : (int)(Options.ValidationShare * rows.Length);
        var (validation, training) = (rows.AsMemory(0, held), rows.AsMemory(held));
        var backend = new CpuBackend(Options.Threads);
        var (network, input) = (new FactorNetwork(backend, Options, features.Columns, outputs), new RowBatch(features));
        var trainer = new Trainer(network, new Adam(network.Parameters, Options.LearningRate, decay: Options.WeightDecay), new TrainerOptions
        {
            Epochs = Options.Epochs,
            BatchSize = Options.BatchSize,
            Patience = held > 0 ? Options.Patience : 0,
            Seed = Options.Seed,
        });
        var chosen = new int[Options.BatchSize];
        trainer.Fit(backend, training.Length, (tape, batch) =>
        {
            for (int b = 0; b < batch.Length; b++) chosen[b] = training.Span[batch.Span[b]];
            return Loss(tape, chosen.AsMemory(0, batch.Length));
        }, held == 0 ? null : tape =>
        {
            double sum = 0;
            for (int first = 0; first < held; first += 256)
            {
                var part = validation.Slice(first, Math.Min(256, held - first));
                tape.Reset();
                sum += Loss(tape, part).Item() * (double)part.Length;
            }
            return sum / held;
        }, progress, cancel);
        return new NetworkMap(network, Options);

        Tensor Loss(Tape tape, ReadOnlyMemory<int> some) => loss(tape, network.Forward(tape, input.On(tape, some.Span)), some);
    }

    private unsafe Tensor Gram(Matrix users)
    {
        var gram = new Matrix(users.Columns, users.Columns);
        MatrixProduct.Gram(users, gram.Pointer, gram.Stride, WorkerTeam.Threads(Options.Threads));
        return NetworkMap.Tensor(new CpuBackend(Options.Threads), gram);
    }

    private static Listeners Batch(Csr byItem, ReadOnlySpan<int> items)
    {
        var (starts, users, confidences) = (new int[items.Length + 1], new List<int>(), new List<float>());
        for (int i = 0; i < items.Length; i++)
        {
            users.AddRange(byItem.RowIndices(items[i]));
            confidences.AddRange(byItem.RowValues(items[i]));
            starts[i + 1] = users.Count;
        }
        return new Listeners(starts, [.. users], [.. confidences]);
    }
}
