using System.Runtime.InteropServices;
using MusicRec.Compute;
using MusicRec.Neural;
using MusicRec.Numerics;

namespace MusicRec.Sequences;

/// <summary>The weights of a <see cref="SasRec"/> on their way. Item vectors hold the bias as their last number.
/// Candidates of a step are distinct items: what is the target of one event is a negative of the others, once.</summary>
internal sealed unsafe class SasRecTraining
{
    private const ulong WeightStream = 0x5341, SampleStream = 0x5342, OrderStream = 0x5343;

    private readonly SasRecOptions _options;
    private readonly ItemSequences _data;
    private readonly Tape _tape;
    private readonly SasRecNetwork _network;
    private readonly Adam _adam;
    private readonly ItemTable _items;
    private readonly CandidateHead _head;
    private readonly AliasSampler _sampler;
    private readonly PackedBatches _batches;
    private readonly double[] _targetShare, _sampleShare; // of an item among the targets, and among the drawn
    private readonly int[] _place; // of each item among the candidates, or -1
    private long _step;

    public SasRecTraining(SasRecOptions options, ItemSequences data)
    {
        (_options, _data) = (options, data);
        int threads = WorkerTeam.Threads(options.Threads), n = options.Width;
        var backend = new CpuBackend(threads);
        _tape = new Tape(backend, training: true, options.Seed);
        _network = new SasRecNetwork(new Initializer(backend, options.Seed ^ WeightStream), n, options.Blocks, options.Heads, options.MaxLength,
            options.NormFirst);
        _adam = new Adam(_network.Parameters, options.LearningRate, beta2: 0.98);
        var vectors = new Matrix(data.Items, n + 1);
        float[] first = GruStack.Uniform(data.Items * n, data.Items + n, options.Seed, 0);
        for (int i = 0; i < data.Items; i++) first.AsSpan(i * n, n).CopyTo(vectors.Row(i));
        _items = new ItemTable(vectors, n, options.ItemLearningRate, momentum: 0, epsilon: 1e-6, threads);
        _head = new CandidateHead(backend);
        _batches = new PackedBatches(data, options.BatchSize, options.MaxLength);
        var plays = new long[data.Items];
        for (int row = 0; row < data.Count; row++)
            foreach (int item in data[row]) plays[item]++;
        _sampler = new AliasSampler(plays, options.SampleAlpha);
        _targetShare = Shares(plays, 1);
        _sampleShare = Shares(plays, options.SampleAlpha);
        _place = new int[data.Items];
        _place.AsSpan().Fill(-1);
    }

    /// <summary>One pass over the sequences.</summary>
    /// <returns>Mean loss of the steps, and events learned from.</returns>
    public (double Loss, long Events) RunEpoch(int epoch, CancellationToken cancel)
    {
        _batches.Shuffle(new CounterRandom(_options.Seed ^ OrderStream, (ulong)epoch));
        double sum = 0;
        long steps = 0, events = 0;
        for (; _batches.Advance(); steps++, events += _batches.Inputs.Length)
        {
            cancel.ThrowIfCancellationRequested();
            _tape.Reset(_step);
            float loss = _options.Loss == SasRecLoss.SampledSoftmax ? SoftmaxStep() : PairStep();
            if (!float.IsFinite(loss))
                throw new MusicRecException($"Training broke down at step {_step}: the loss is {loss}. Lower LearningRate or ItemLearningRate.");
            sum += loss;
            _step++;
        }
        return (sum / Math.Max(1, steps), events);
    }

    /// <summary>What was learned. The training must not go on afterwards.</summary>
    public SasRecModel Model() => new(_data.ItemIds, _network, _items.Values, _options.NormFirst);

    private static double[] Shares(long[] plays, double power)
    {
        double[] shares = [.. plays.Select(count => count > 0 ? Math.Pow(count, power) : 0)];
        double total = shares.Sum();
        return [.. shares.Select(share => share / total)];
    }

    private float SoftmaxStep()
    {
        int events = _batches.Inputs.Length;
        var random = new CounterRandom(_options.Seed ^ SampleStream, (ulong)_step);
        var (labels, candidates) = (new int[events], new List<int>(2 * events + _options.Samples));
        for (int e = 0; e < events; e++) labels[e] = Place(_batches.Targets[e], candidates);
        for (int s = 0; s < _options.Samples; s++) Place(_sampler.Draw(random, (ulong)s), candidates);
        foreach (int item in candidates) _place[item] = -1;
        int count = candidates.Count;
        var biases = _tape.Allocate(new Shape(count));
        candidates.AddRange(_batches.Inputs);
        var items = CollectionsMarshal.AsSpan(candidates);
        Tensor x = Inputs(), y = _tape.Allocate(new Shape(count, _options.Width));
        _items.Gather(items[..count], y, biases);
        for (int j = 0; j < count; j++)
        {
            double expected = events * _targetShare[items[j]] + _options.Samples * _sampleShare[items[j]];
            biases.Data[j] -= (float)(_options.LogQ * Math.Log(expected));
        }
        var h = States(x);
        Tensor dy = _tape.Allocate(new Shape(items.Length, _options.Width)), db = _tape.Allocate(biases.Shape); // dy: candidates, then inputs
        float loss = _head.Run(_tape, h, y, biases, labels, dy, db);
        _tape.BackwardFrom(h);
        Descend(items, count, x, dy, db);
        return loss;
    }

    private float PairStep()
    {
        int events = _batches.Inputs.Length, width = _options.Width;
        var random = new CounterRandom(_options.Seed ^ SampleStream, (ulong)_step);
        int[] items = [.. _batches.Targets, .. _batches.Targets, .. _batches.Inputs];
        for (int e = 0; e < events; e++)
        {
            for (ulong draw = 0; draw < 8 && items[events + e] == _batches.Targets[e]; draw++) // another item, if there is one
                items[events + e] = _sampler.Draw(random, 8 * (ulong)e + draw);
        }
        Tensor x = Inputs(), y = _tape.Allocate(new Shape(2 * events, width)), biases = _tape.Allocate(new Shape(2 * events, 1));
        y.RequiresGradient = biases.RequiresGradient = true;
        _items.Gather(items.AsSpan(0, 2 * events), y, biases);
        var h = States(x);
        var logits = _tape.Add(_tape.SumRows(_tape.Multiply(_tape.Concat(0, h, h), y)), biases);
        var wanted = _tape.Allocate(logits.Shape);
        wanted.Span[..events].Fill(1);
        wanted.Span[events..].Clear();
        var loss = _tape.Affine(_tape.BinaryCrossEntropy(logits, wanted), 2);
        _tape.Backward(loss);
        var dy = _tape.Allocate(new Shape(3 * events, width));
        y.Gradient!.Span.CopyTo(dy.Span);
        Descend(items, 2 * events, x, dy, biases.Gradient!);
        return loss.Item();
    }

    private int Place(int item, List<int> candidates)
    {
        if (_place[item] < 0)
        {
            _place[item] = candidates.Count;
            candidates.Add(item);
        }
        return _place[item];
    }

    private Tensor Inputs()
    {
        var x = _tape.Allocate(new Shape(_batches.Inputs.Length, _options.Width));
        x.RequiresGradient = true;
        _items.Gather(_batches.Inputs, x);
        return x;
    }

    private Tensor States(Tensor x) =>
        _network.Forward(_tape, _network.Embed(_tape, x, _batches.Places), _batches.Offsets, _options.Dropout);

    // The items' gradients: dy begins with those of the candidates, and those of the inputs x come behind.
    private void Descend(ReadOnlySpan<int> items, int candidates, Tensor x, Tensor dy, Tensor db)
    {
        _adam.Step();
        x.Gradient!.Span.CopyTo(dy.Span[(candidates * _options.Width)..]);
        _items.Descend(items, dy.Data, db.Data, candidates);
    }
}
