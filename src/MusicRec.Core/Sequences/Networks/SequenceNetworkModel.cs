using System.Collections.Concurrent;
using MusicRec.Compute;
using MusicRec.Data;
using MusicRec.Neural;
using MusicRec.Numerics;

namespace MusicRec.Sequences;

/// <summary>A fitted <see cref="Narm"/>, <see cref="Bert4Rec"/>, <see cref="Caser"/> or <see cref="SrGnn"/>: score(i) = h . w_i + b_i, with h
/// what the network makes of the last MaxLength events. The state of a session holds those events: what a play changes in these networks reaches
/// back over all of them, so the network is run over them again, never over what lies before. Immutable and safe to share between threads.
/// </summary>
public sealed unsafe class SequenceNetworkModel : IIncrementalModel
{
    private const string Kind = "sequence-network";
    private const int LargestSetting = 4096;

    private readonly SequenceNetwork _network;
    private readonly Matrix _items; // [items, width + 1]: w_i and b_i
    private readonly ConcurrentBag<Tape> _tapes = []; // working memory, one for each thread that ever asked at once

    internal SequenceNetworkModel(IdMap itemIds, SequenceNetwork network, Matrix items) =>
        (ItemIds, _network, _items) = (itemIds, network, items);

    /// <inheritdoc/>
    public IdMap ItemIds { get; }

    /// <summary>Which network it is: "narm", "bert4rec", "caser" or "sr-gnn".</summary>
    public string Network => _network.Kind;

    /// <inheritdoc/>
    public int RowsAtOnce => 128;

    /// <summary>Floats of a state: the number of events kept, and their items.</summary>
    public int StateLength => 1 + _network.MaxLength;

    private int Width => _network.Width;

    /// <summary>Vectors w_i of the items, shape [items, width]; near ones are played in like places.</summary>
    public Matrix ItemVectors()
    {
        var vectors = new Matrix(_items.Rows, Width);
        for (int i = 0; i < vectors.Rows; i++) _items[i][..Width].CopyTo(vectors.Row(i));
        return vectors;
    }

    /// <inheritdoc/>
    public void Advance(ReadOnlySpan<int> items, Span<float> states)
    {
        Require.Length(states.Length, (long)items.Length * StateLength, nameof(states));
        foreach (int item in items) StateNumbers.OfItem(item, ItemIds.Count);
        for (int r = 0; r < items.Length; r++)
        {
            var state = states.Slice(r * StateLength, StateLength);
            int count = Kept(state);
            var events = state[1..];
            if (count == events.Length) events[1..].CopyTo(events);
            else count++;
            events[count - 1] = StateNumbers.OfItem(items[r], ItemIds.Count);
            state[0] = count;
        }
    }

    /// <inheritdoc/>
    public void ScoreStates(ReadOnlySpan<float> states, Span<float> scores)
    {
        int rows = states.Length / StateLength;
        Require.Length(states.Length, (long)rows * StateLength, nameof(states));
        var histories = new int[rows][];
        for (int r = 0; r < rows; r++)
        {
            var state = states.Slice(r * StateLength, StateLength);
            histories[r] = new int[Kept(state)];
            for (int e = 0; e < histories[r].Length; e++)
                histories[r][e] = StateNumbers.ItemOf(state[1 + e], ItemIds.Count);
        }
        Score(histories, scores);
    }

    /// <summary>Scores all items as the continuation of some histories; after an empty one by their bias alone.</summary>
    /// <inheritdoc/>
    public void ScoreNext(ItemSequences histories, ReadOnlySpan<int> rows, Span<float> scores)
    {
        SequenceRanker.CheckItems(this, Require.NotNull(histories));
        var windows = new int[rows.Length][];
        for (int r = 0; r < rows.Length; r++)
        {
            var history = histories[rows[r]];
            windows[r] = history[Math.Max(0, history.Length - _network.MaxLength)..].ToArray();
        }
        Score(windows, scores);
    }

    /// <summary>Writes the model in safetensors form.</summary>
    public void Save(Stream stream)
    {
        var file = new ModelFile(Kind);
        ItemIds.Save(file, "items");
        file.Metadata["network"] = Network;
        file.Set("max_length", _network.MaxLength);
        foreach (var (name, value) in _network.Settings) file.Set(name, value);
        file.Add("vectors", _items);
        foreach (var (name, tensor) in _network.Parameters) file.Add($"network.{name}", tensor.ToArray(), Sizes(tensor.Shape));
        file.Write(Require.NotNull(stream));
    }

    /// <summary>Writes the model to a file, wholly or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Reads what <see cref="Save(Stream)"/> wrote.</summary>
    /// <exception cref="MusicRecException">Damaged, or not such a model.</exception>
    public static SequenceNetworkModel Load(Stream stream)
    {
        var file = ModelFile.Read(Require.NotNull(stream), Kind);
        var itemIds = IdMap.Load(file, "items");
        var items = file.GetMatrix("vectors", itemIds.Count);
        if (items.Columns < 2) throw new MusicRecException("Tensor 'vectors' has no room for vectors and biases; the file is damaged.");
        long weights = file.Tensors.Where(tensor => tensor.Key.StartsWith("network.", StringComparison.Ordinal))
            .Sum(tensor => tensor.Value.Values.LongLength);
        var network = Make(file, items.Columns - 1, new Initializer(new CpuBackend(threads: 1), 0) { Limit = weights });
        foreach (var (name, tensor) in network.Parameters) tensor.CopyFrom(file.GetFinite($"network.{name}", Sizes(tensor.Shape)));
        return new SequenceNetworkModel(itemIds, network, items);
    }

    private static SequenceNetwork Make(ModelFile file, int width, Initializer init)
    {
        int Setting(string name, int least = 1, int most = LargestSetting) => file.Get<int>(name) is var value && value >= least && value <= most
            ? value : throw new MusicRecException($"The model file claims {value} for '{name}', which lies in {least} .. {most}.");
        int length = Setting("max_length", least: 2);
        switch (file.Metadata.GetValueOrDefault("network"))
        {
            case "narm": return new NarmNetwork(init, width, length);
            case "sr-gnn": return new SrGnnNetwork(init, width, length, Setting("steps", most: 16));
            case "caser":
                return new CaserNetwork(init, new()
                {
                    Width = width,
                    MaxLength = length,
                    Window = Setting("window", most: 64),
                    HorizontalFilters = Setting("horizontal", most: 1024),
                    VerticalFilters = Setting("vertical", most: 1024),
                });
            case "bert4rec":
                int heads = Setting("heads");
                if (width % heads != 0) throw new MusicRecException($"The model file claims {heads} heads, which do not divide a width of {width}.");
                return new Bert4RecNetwork(init, new()
                {
                    Width = width,
                    MaxLength = length,
                    Blocks = Setting("blocks", most: 64),
                    Heads = heads,
                    Widening = Setting("widening", most: 64),
                });
            case var other: throw new MusicRecException($"The model file holds the network '{other}', which is not known.");
        }
    }

    private static long[] Sizes(Shape shape) => [.. Enumerable.Range(0, shape.Rank).Select(d => (long)shape[d])];

    private int Kept(ReadOnlySpan<float> state) => (int)Require.Between(state[0], 0, _network.MaxLength, nameof(state));

    private void Score(int[][] histories, Span<float> scores)
    {
        Require.Length(scores.Length, (long)histories.Length * ItemIds.Count, nameof(scores));
        int[][] filled = [.. histories.Where(history => history.Length > 0)];
        var tops = new float[histories.Length * (Width + 1)];
        for (int r = 0; r < histories.Length; r++) tops[r * (Width + 1) + Width] = 1;
        if (filled.Length > 0)
        {
            var offsets = new int[filled.Length + 1];
            for (int s = 0; s < filled.Length; s++) offsets[s + 1] = offsets[s] + filled[s].Length;
            if (!_tapes.TryTake(out var tape)) tape = new Tape(new CpuBackend(threads: 1), training: false);
            tape.Reset();
            var packed = _network.Question([.. filled.SelectMany(history => history)], offsets);
            var x = tape.Zeros(new Shape(packed.Items.Length, Width));
            for (int e = 0; e < packed.Items.Length; e++)
                if (packed.Items[e] >= 0) _items[packed.Items[e]][..Width].CopyTo(x.Span[(e * Width)..]);
            var h = _network.States(tape, x, packed, dropout: 0);
            for (int r = 0, state = 0; r < histories.Length; r++)
                if (histories[r].Length > 0) h.Span.Slice(state++ * Width, Width).CopyTo(tops.AsSpan(r * (Width + 1)));
            _tapes.Add(tape);
        }
        fixed (float* top = tops) ItemScores.Run(top, Width + 1, histories.Length, _items, scores);
    }
}
