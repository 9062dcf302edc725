using MusicRec.Compute;
using MusicRec.Kernels;
using MusicRec.Numerics;

namespace MusicRec.Sequences;

/// <summary>The weights of a <see cref="Gru4Rec"/> on their way. The recurrent layers run on a tape; the scores of the candidates, their loss and its
/// gradients are a CandidateHead. The correction logQ enters by the gathered bias.</summary>
internal sealed unsafe class Gru4RecTraining
{
    private const ulong SampleStream = 0x4752;

    private readonly Gru4RecOptions _options;
    private readonly ItemSequences _data;
    private readonly int _threads;
    private readonly Tape _tape;
    private readonly GruStack _network;
    private readonly ItemTable _outputs;
    private readonly ItemTable? _inputs; // null: shared with the outputs
    private readonly Tensor[] _sums;
    private readonly Tensor?[] _velocities;
    private readonly AliasSampler _sampler;
    private readonly double[] _logPlays;
    private readonly CandidateHead _head;
    private readonly int[] _targets; // the target of row r is candidate r
    private float[][] _states, _before;
    private long _step;

    public Gru4RecTraining(Gru4RecOptions options, ItemSequences data)
    {
        (_options, _data, _threads) = (options, data, WorkerTeam.Threads(options.Threads));
        var backend = new CpuBackend(_threads);
        int n = options.Units, items = data.Items;
        _tape = new Tape(backend, training: true, options.Seed);
        _network = GruStack.Initial(backend, n, n, options.Layers, options.Seed);
        _outputs = Table(items, n + 1, 0);
        if (!options.SharedEmbedding) _inputs = Table(items, n, 1);
        _head = new CandidateHead(backend, Ranking(options));
        _targets = [.. Enumerable.Range(0, options.BatchSize)];
        _sums = [.. _network.Weights.Select(w => new Tensor(backend, w.Shape))];
        _velocities = [.. _network.Weights.Select(w => options.Momentum > 0 ? new Tensor(backend, w.Shape) : null)];
        var plays = new long[items];
        for (int row = 0; row < data.Count; row++)
            foreach (int item in data[row]) plays[item]++;
        _sampler = new AliasSampler(plays, options.SampleAlpha);
        _logPlays = [.. plays.Select(count => Math.Log(Math.Max(1, count)))];
        _states = States();
        _before = States();
    }

    /// <summary>One pass over the sessions.</summary>
    /// <returns>Mean loss of the steps, and events learned from.</returns>
    public (double Loss, long Events) RunEpoch(CancellationToken cancel)
    {
        var batches = new SessionBatches(_data, _options.BatchSize, Enumerable.Range(0, _data.Count));
        double sum = 0;
        long steps = 0, events = 0;
        var candidates = new int[2 * batches.Count + _options.Samples];
        for (; batches.Advance(); steps++, events += batches.Count)
        {
            cancel.ThrowIfCancellationRequested();
            float loss = Step(batches, candidates);
            if (!float.IsFinite(loss))
                throw new MusicRecException($"Training broke down at step {_step}: the loss is {loss}. Lower LearningRate or Momentum.");
            sum += loss;
        }
        return (sum / Math.Max(1, steps), events);
    }

    /// <summary>What was learned. The training must not go on afterwards.</summary>
    public Gru4RecModel Model() => new(_data.ItemIds, _network, _outputs.Values, _inputs?.Values);

    private static RankingRule? Ranking(Gru4RecOptions options) => options.Loss switch
    {
        Gru4RecLoss.Bpr => new(RankingLossKind.Bpr, options.EluSlope, 0),
        Gru4RecLoss.Top1 => new(RankingLossKind.Top1, options.EluSlope, 0),
        Gru4RecLoss.BprMax => new(RankingLossKind.BprMax, options.EluSlope, options.BprPenalty),
        Gru4RecLoss.Top1Max => new(RankingLossKind.Top1Max, options.EluSlope, 0),
        _ => null,
    };

    private float[][] States() => [.. Enumerable.Range(0, _options.Layers).Select(_ => new float[_options.BatchSize * _options.Units])];

    private ItemTable Table(int items, int columns, ulong stream)
    {
        var first = ItemTable.First(items, _options.Units, columns, _options.FirstVectors, _options.Seed, stream);
        return new ItemTable(first, _options.Units, _options.LearningRate, _options.Momentum, _options.Epsilon, _threads);
    }

    private float Step(SessionBatches batch, int[] items)
    {
        int rows = batch.Count, n = _options.Units, count = rows + _options.Samples;
        batch.Targets.AsSpan(0, rows).CopyTo(items); // the candidates: targets and negatives; then the inputs
        var random = new CounterRandom(_options.Seed ^ SampleStream, (ulong)_step);
        for (int s = 0; s < _options.Samples; s++) items[rows + s] = _sampler.Draw(random, (ulong)s);
        batch.Inputs.AsSpan(0, rows).CopyTo(items.AsSpan(count));

        _tape.Reset(_step++);
        Tensor x = _tape.Allocate(new Shape(rows, n)), y = _tape.Allocate(new Shape(count, n)), biases = _tape.Allocate(new Shape(count));
        x.RequiresGradient = true;
        (_inputs ?? _outputs).Gather(items.AsSpan(count, rows), x);
        _outputs.Gather(items.AsSpan(0, count), y, biases);
        if (_options.Loss == Gru4RecLoss.CrossEntropy) Correct(items.AsSpan(0, count), rows, biases);
        var starts = Starts(batch);
        var h = _network.Step(_tape, _tape.Dropout(x, _options.DropoutEmbedding), starts, _options.DropoutHidden);
        for (int l = 0; l < starts.Length; l++) starts[l].Span.CopyTo(_states[l]);

        Tensor dy = _tape.Allocate(new Shape(count + rows, n)), db = _tape.Allocate(biases.Shape); // dy: of the candidates, then of the inputs
        float loss = _head.Run(_tape, h, y, biases, _targets, dy, db);
        _tape.BackwardFrom(h);
        for (int w = 0; w < _sums.Length; w++) Descend(_network.Weights[w], _sums[w], _velocities[w]);
        float* dx = dy.Data + (nint)count * n;
        x.Gradient!.Span.CopyTo(new Span<float>(dx, rows * n));
        _outputs.Descend(items.AsSpan(0, _inputs is null ? count + rows : count), dy.Data, db.Data, count);
        _inputs?.Descend(items.AsSpan(count, rows), dx);
        return loss;
    }

    // The states after the last step, each in the row where its session goes on; zeros where one begins.
    private Tensor[] Starts(SessionBatches batch)
    {
        (_states, _before) = (_before, _states);
        int n = _options.Units;
        var starts = new Tensor[_options.Layers];
        for (int l = 0; l < starts.Length; l++)
        {
            starts[l] = _tape.Allocate(new Shape(batch.Count, n));
            for (int row = 0; row < batch.Count; row++)
            {
                var to = starts[l].Span.Slice(row * n, n);
                if (batch.Source[row] < 0) to.Clear();
                else _before[l].AsSpan(batch.Source[row] * n, n).CopyTo(to);
            }
        }
        return starts;
    }

    private void Correct(ReadOnlySpan<int> candidates, int rows, Tensor biases)
    {
        for (int j = 0; j < candidates.Length; j++)
            biases.Data[j] -= (float)(_options.LogQ * (j < rows ? 1 : _options.SampleAlpha) * _logPlays[candidates[j]]);
    }

    private void Descend(Tensor weights, Tensor sums, Tensor? velocities)
    {
        if (weights.Gradient is not { } gradient) return;
        AdaGradDescent.Run(gradient.Data, sums.Data, velocities is null ? null : velocities.Data, weights.Data, weights.Length,
            (float)_options.LearningRate, (float)_options.Momentum, (float)_options.Epsilon);
        gradient.Span.Clear();
    }
}
