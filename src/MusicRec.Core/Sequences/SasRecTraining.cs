using MusicRec.Compute;
using MusicRec.Neural;
using MusicRec.Numerics;

namespace MusicRec.Sequences;

/// <summary>The weights of a <see cref="SasRec"/> on their way. Item vectors hold the bias as their last number, and the state that scores them
/// ends in a one. Candidates of a step are distinct items: what is the target of one event is a negative of the others, once.</summary>
internal sealed unsafe class SasRecTraining
{
    private const ulong WeightStream = 0x5341, SampleStream = 0x5342, OrderStream = 0x5343;

    private readonly SasRecOptions _options;
    private readonly ItemSequences _data;
    private readonly Tape _tape;
    private readonly SasRecNetwork _network;
    private readonly Adam _adam;
    private readonly ItemTable _items;
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
        _items = new ItemTable(vectors, options.ItemLearningRate, momentum: 0, epsilon: 1e-6, threads);
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
        var (labels, candidates) = (new int[events], new List<int>(events + _options.Samples));
        for (int e = 0; e < events; e++) labels[e] = Place(_batches.Targets[e], candidates);
        for (int s = 0; s < _options.Samples; s++) Place(_sampler.Draw(random, (ulong)s), candidates);
        foreach (int item in candidates) _place[item] = -1;
        Tensor x = Leaf(events, _options.Width), y = Leaf(candidates.Count, _options.Width + 1);
        int[] gathered = [.. _batches.Inputs, .. candidates];
        _items.Gather(_batches.Inputs, x);
        _items.Gather(gathered.AsSpan(events), y);
        for (int j = 0; j < candidates.Count; j++)
        {
            double expected = events * _targetShare[candidates[j]] + _options.Samples * _sampleShare[candidates[j]];
            y.Data[(nint)(j + 1) * (_options.Width + 1) - 1] -= (float)(_options.LogQ * Math.Log(expected));
        }
        return Learn(_tape.SoftmaxCrossEntropy(_tape.MatMul(States(x), y, transposeB: true), labels), gathered, x, y);
    }

    private float PairStep()
    {
        int events = _batches.Inputs.Length;
        var random = new CounterRandom(_options.Seed ^ SampleStream, (ulong)_step);
        int[] gathered = [.. _batches.Inputs, .. _batches.Targets, .. _batches.Targets];
        for (int e = 0; e < events; e++)
        {
            for (ulong draw = 0; draw < 8 && gathered[2 * events + e] == _batches.Targets[e]; draw++) // another item, if there is one
                gathered[2 * events + e] = _sampler.Draw(random, 8 * (ulong)e + draw);
        }
        Tensor x = Leaf(events, _options.Width), y = Leaf(2 * events, _options.Width + 1);
        _items.Gather(_batches.Inputs, x);
        _items.Gather(gathered.AsSpan(events), y);
        var states = States(x);
        var logits = _tape.SumRows(_tape.Multiply(_tape.Concat(0, states, states), y));
        var wanted = _tape.Allocate(logits.Shape);
        wanted.Span[..events].Fill(1);
        wanted.Span[events..].Clear();
        return Learn(_tape.Affine(_tape.BinaryCrossEntropy(logits, wanted), 2), gathered, x, y);
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

    // [events, width + 1], the last column ones
    private Tensor States(Tensor x)
    {
        var h = _network.Forward(_tape, _network.Embed(_tape, x, _batches.Places), _batches.Offsets, _options.Dropout);
        var ones = _tape.Allocate(new Shape(x.Shape[0], 1));
        ones.Span.Fill(1);
        return _tape.Concat(1, h, ones);
    }

    private float Learn(Tensor loss, int[] gathered, Tensor x, Tensor y)
    {
        _tape.Backward(loss);
        _adam.Step();
        _items.Descend(gathered, x.Gradient!, y.Gradient);
        return loss.Item();
    }

    private Tensor Leaf(int rows, int columns)
    {
        var leaf = _tape.Allocate(new Shape(rows, columns));
        leaf.RequiresGradient = true;
        return leaf;
    }
}
