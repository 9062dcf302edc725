using System.Diagnostics;
using System.Runtime.InteropServices;
using MusicRec.Compute;
using MusicRec.Neural;
using MusicRec.Numerics;

namespace MusicRec.Sequences;

/// <summary>A <see cref="SequenceNetwork"/> and the item vectors on their way. Item vectors hold the bias as their last number.
/// Candidates of a step are distinct items: what one state wants is a negative of the others, once.</summary>
internal sealed unsafe class SequenceNetworkTraining
{
    private const ulong WeightStream = 0x5341, SampleStream = 0x5342, OrderStream = 0x5343, LessonStream = 0x5344;

    private readonly SequenceNetworkOptions _options;
    private readonly ItemSequences _data;
    private readonly Tape _tape;
    private readonly SequenceNetwork _network;
    private readonly Adam _adam;
    private readonly ItemTable _items;
    private readonly CandidateHead _head;
    private readonly AliasSampler _sampler;
    private readonly PackedBatches _batches;
    private readonly double[] _targetShare, _sampleShare; // of an item among the targets, and among the drawn
    private readonly int[] _place; // of each item among the candidates, or -1
    private long _step;

    private SequenceNetworkTraining(SequenceNetworkOptions options, ItemSequences data, Func<Initializer, SequenceNetwork> make)
    {
        (_options, _data) = (options, data);
        int threads = WorkerTeam.Threads(options.Threads), n = options.Width;
        var backend = new CpuBackend(threads);
        _tape = new Tape(backend, training: true, options.Seed);
        _network = make(new Initializer(backend, options.Seed ^ WeightStream));
        _adam = new Adam(_network.Parameters, options.LearningRate, beta2: 0.98);
        var vectors = ItemTable.First(data.Items, n, n + 1, options.FirstVectors, options.Seed, stream: 0);
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

    /// <summary>Trains a network and item vectors.</summary>
    /// <param name="options">Settings.</param>
    /// <param name="data">Sequences; those shorter than two events teach nothing, longer ones than MaxLength are learned in pieces.</param>
    /// <param name="make">Makes the network.</param>
    /// <param name="progress">Told after every epoch; Loss is the mean over its steps.</param>
    /// <param name="cancel">Stops the fit with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="MusicRecException">No sequence has two events, or the loss is no longer finite.</exception>
    /// <returns>The network, and the item vectors with their biases, [items, width + 1].</returns>
    public static (TNetwork Network, Matrix Items) Fit<TNetwork>(SequenceNetworkOptions options, ItemSequences data,
        Func<Initializer, TNetwork> make, IProgress<TrainingStep>? progress, CancellationToken cancel) where TNetwork : SequenceNetwork
    {
        Require.NotNull(data);
        if (!Enumerable.Range(0, data.Count).Any(row => data[row].Length > 1))
            throw new MusicRecException("No sequence has two events, so nothing can be learned about what comes next.");
        var training = new SequenceNetworkTraining(options, data, make);
        for (int epoch = 1; epoch <= options.Epochs; epoch++)
        {
            var clock = Stopwatch.StartNew();
            var (loss, events) = training.RunEpoch(epoch, cancel);
            progress?.Report(new(epoch, options.Epochs, loss, double.NaN, events / Math.Max(clock.Elapsed.TotalSeconds, 1e-9)));
        }
        return ((TNetwork)training._network, training._items.Values);
    }

    private (double Loss, long Events) RunEpoch(int epoch, CancellationToken cancel)
    {
        _batches.Shuffle(new CounterRandom(_options.Seed ^ OrderStream, (ulong)epoch));
        double sum = 0;
        long steps = 0, events = 0;
        for (; _batches.Advance(); steps++, events += _batches.Targets.Length)
        {
            cancel.ThrowIfCancellationRequested();
            _tape.Reset(_step);
            var (packed, targets) = _network.Lesson(_batches.Inputs, _batches.Targets, new(_options.Seed ^ LessonStream, (ulong)_step));
            float loss = _options.Loss == SequenceLoss.SampledSoftmax ? SoftmaxStep(packed, targets) : PairStep(packed, targets);
            if (!float.IsFinite(loss))
                throw new MusicRecException($"Training broke down at step {_step}: the loss is {loss}. Lower LearningRate or ItemLearningRate.");
            sum += loss;
            _step++;
        }
        return (sum / Math.Max(1, steps), events);
    }

    private static double[] Shares(long[] plays, double power)
    {
        double[] shares = [.. plays.Select(count => count > 0 ? Math.Pow(count, power) : 0)];
        double total = shares.Sum();
        return [.. shares.Select(share => share / total)];
    }

    private float SoftmaxStep(PackedSequences packed, int[] targets)
    {
        var random = new CounterRandom(_options.Seed ^ SampleStream, (ulong)_step);
        var (labels, candidates) = (new int[targets.Length], new List<int>(2 * packed.Items.Length + _options.Samples));
        for (int t = 0; t < targets.Length; t++) labels[t] = Place(targets[t], candidates);
        for (int s = 0; s < _options.Samples; s++) Place(_sampler.Draw(random, (ulong)s), candidates);
        foreach (int item in candidates) _place[item] = -1;
        int count = candidates.Count;
        var biases = _tape.Allocate(new Shape(count));
        candidates.AddRange(packed.Items);
        var items = CollectionsMarshal.AsSpan(candidates);
        Tensor x = Inputs(packed), y = _tape.Allocate(new Shape(count, _options.Width));
        _items.Gather(items[..count], y, biases);
        for (int j = 0; j < count; j++)
        {
            double expected = targets.Length * _targetShare[items[j]] + _options.Samples * _sampleShare[items[j]];
            biases.Data[j] -= (float)(_options.LogQ * Math.Log(expected));
        }
        var h = _network.States(_tape, x, packed, _options.Dropout);
        Tensor dy = _tape.Allocate(new Shape(items.Length, _options.Width)), db = _tape.Allocate(biases.Shape); // dy: candidates, then inputs
        float loss = _head.Run(_tape, h, y, biases, labels, dy, db);
        _tape.BackwardFrom(h);
        Descend(items, count, x, dy, db);
        return loss;
    }

    private float PairStep(PackedSequences packed, int[] targets)
    {
        int states = targets.Length, width = _options.Width;
        var random = new CounterRandom(_options.Seed ^ SampleStream, (ulong)_step);
        int[] items = [.. targets, .. targets, .. packed.Items];
        for (int e = 0; e < states; e++)
        {
            for (ulong draw = 0; draw < 8 && items[states + e] == targets[e]; draw++) // another item, if there is one
                items[states + e] = _sampler.Draw(random, 8 * (ulong)e + draw);
        }
        Tensor x = Inputs(packed), y = _tape.Allocate(new Shape(2 * states, width)), biases = _tape.Allocate(new Shape(2 * states, 1));
        y.RequiresGradient = biases.RequiresGradient = true;
        _items.Gather(items.AsSpan(0, 2 * states), y, biases);
        var h = _network.States(_tape, x, packed, _options.Dropout);
        var logits = _tape.Add(_tape.SumRows(_tape.Multiply(_tape.Concat(0, h, h), y)), biases);
        var wanted = _tape.Allocate(logits.Shape);
        wanted.Span[..states].Fill(1);
        wanted.Span[states..].Clear();
        var loss = _tape.Affine(_tape.BinaryCrossEntropy(logits, wanted), 2);
        _tape.Backward(loss);
        var dy = _tape.Allocate(new Shape(items.Length, width));
        y.Gradient!.Span.CopyTo(dy.Span);
        Descend(items, 2 * states, x, dy, biases.Gradient!);
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

    private Tensor Inputs(PackedSequences packed)
    {
        var x = _tape.Allocate(new Shape(packed.Items.Length, _options.Width));
        x.RequiresGradient = true;
        _items.Gather(packed.Items, x);
        return x;
    }

    // The items' gradients: dy begins with those of the candidates, and those of the inputs x come behind.
    private void Descend(ReadOnlySpan<int> items, int candidates, Tensor x, Tensor dy, Tensor db)
    {
        _adam.Step();
        x.Gradient!.Span.CopyTo(dy.Span[(candidates * _options.Width)..]);
        _items.Descend(items, dy.Data, db.Data, candidates);
    }
}
