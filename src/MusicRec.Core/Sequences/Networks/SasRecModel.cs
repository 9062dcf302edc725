using System.Collections.Concurrent;
using MusicRec.Compute;
using MusicRec.Data;
using MusicRec.Neural;
using MusicRec.Numerics;

namespace MusicRec.Sequences;

/// <summary>A fitted <see cref="SasRec"/>: score(i) = h . w_i + b_i, with h what the last event makes of itself and those before it. Of a long
/// history it sees the end: when MaxLength events are there, the first half is forgotten before the next comes. The state of a session holds
/// the keys and values of its events, so that one more play computes that play alone. Immutable and safe to share between threads.</summary>
public sealed unsafe class SasRecModel : IIncrementalModel
{
    private const string Kind = "sasrec";

    private readonly SasRecNetwork _network;
    private readonly Matrix _items; // [items, width + 1]: w_i and b_i
    private readonly ConcurrentBag<Tape> _tapes = []; // working memory, one for each thread that ever asked at once

    internal SasRecModel(IdMap itemIds, SasRecNetwork network, Matrix items) => (ItemIds, _network, _items) = (itemIds, network, items);

    /// <inheritdoc/>
    public IdMap ItemIds { get; }

    /// <inheritdoc/>
    public int RowsAtOnce => 128;

    /// <summary>Floats of a state: the number of events seen, their items, every block's keys and values, and h.</summary>
    public int StateLength => 1 + MaxLength + 2 * _network.Blocks * MaxLength * Width + Width;

    private int Width => _network.Width;
    private int MaxLength => _network.MaxLength;
    private int Forgotten => (MaxLength + 1) / 2; // events that go when the window is full

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
        if (items.IsEmpty) return;
        if (!_tapes.TryTake(out var tape)) tape = new Tape(new CpuBackend(threads: 1), training: false);
        for (int r = 0; r < items.Length; r++) Advance(tape, items[r], states.Slice(r * StateLength, StateLength));
        _tapes.Add(tape);
    }

    /// <inheritdoc/>
    public void ScoreStates(ReadOnlySpan<float> states, Span<float> scores)
    {
        int rows = states.Length / StateLength;
        Require.Length(states.Length, (long)rows * StateLength, nameof(states));
        Require.Length(scores.Length, (long)rows * ItemIds.Count, nameof(scores));
        var tops = new float[rows * (Width + 1)];
        for (int r = 0; r < rows; r++)
        {
            states.Slice((r + 1) * StateLength - Width, Width).CopyTo(tops.AsSpan(r * (Width + 1)));
            tops[r * (Width + 1) + Width] = 1;
        }
        fixed (float* top = tops) ItemScores.Run(top, Width + 1, rows, _items, scores);
    }

    /// <summary>Scores all items as the continuation of some histories; after an empty one by their bias alone.</summary>
    /// <inheritdoc/>
    public void ScoreNext(ItemSequences histories, ReadOnlySpan<int> rows, Span<float> scores)
    {
        SequenceRanker.CheckItems(this, Require.NotNull(histories));
        Require.Length(scores.Length, (long)rows.Length * ItemIds.Count, nameof(scores));
        var (items, offsets, last) = (new List<int>(), new List<int> { 0 }, new int[rows.Length]);
        for (int r = 0; r < rows.Length; r++)
        {
            var window = Window(histories[rows[r]]);
            items.AddRange(window);
            if (!window.IsEmpty) offsets.Add(items.Count);
            last[r] = window.IsEmpty ? -1 : items.Count - 1;
        }
        var tops = new float[rows.Length * (Width + 1)];
        if (items.Count > 0)
        {
            if (!_tapes.TryTake(out var tape)) tape = new Tape(new CpuBackend(threads: 1), training: false);
            tape.Reset();
            var packed = new PackedSequences([.. items], [.. offsets]);
            var h = _network.States(tape, Vectors(tape, packed.Items), packed, dropout: 0);
            for (int r = 0; r < rows.Length; r++)
                if (last[r] >= 0) h.Span.Slice(last[r] * Width, Width).CopyTo(tops.AsSpan(r * (Width + 1)));
            _tapes.Add(tape);
        }
        for (int r = 0; r < rows.Length; r++) tops[r * (Width + 1) + Width] = 1;
        fixed (float* top = tops) ItemScores.Run(top, Width + 1, rows.Length, _items, scores);
    }

    /// <summary>Writes the model in safetensors form.</summary>
    public void Save(Stream stream)
    {
        var file = new ModelFile(Kind);
        ItemIds.Save(file, "items");
        file.Set("blocks", _network.Blocks);
        file.Set("heads", _network.Heads);
        file.Set("norm_first", _network.NormFirst ? 1 : 0);
        file.Add("vectors", _items);
        foreach (var (name, tensor) in _network.Parameters) file.Add(name, tensor.ToArray(), Sizes(tensor.Shape));
        file.Write(Require.NotNull(stream));
    }

    /// <summary>Writes the model to a file, wholly or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Reads what <see cref="Save(Stream)"/> wrote.</summary>
    /// <exception cref="MusicRecException">Damaged, or not such a model.</exception>
    public static SasRecModel Load(Stream stream)
    {
        var file = ModelFile.Read(Require.NotNull(stream), Kind);
        var itemIds = IdMap.Load(file, "items");
        var items = file.GetMatrix("vectors", itemIds.Count);
        var positions = file.GetMatrix("positions", columns: items.Columns - 1);
        var (width, blocks, heads) = (positions.Columns, file.Get<int>("blocks"), file.Get<int>("heads"));
        if (width < 1 || positions.Rows is < 2 or > 4096 || blocks < 1 || blocks > file.Tensors.Count || heads < 1 || width % heads != 0)
            throw new MusicRecException($"The model file claims {blocks} blocks of {heads} heads, width {width}, {positions.Rows} places.");
        var options = new SasRecOptions
        {
            Width = width,
            Blocks = blocks,
            Heads = heads,
            MaxLength = positions.Rows,
            NormFirst = file.Get<int>("norm_first") != 0,
        };
        var network = new SasRecNetwork(new Initializer(new CpuBackend(threads: 1), 0), options);
        foreach (var (name, tensor) in network.Parameters) tensor.CopyFrom(file.GetFinite(name, Sizes(tensor.Shape)));
        return new SasRecModel(itemIds, network, items);
    }

    private static long[] Sizes(Shape shape) => [.. Enumerable.Range(0, shape.Rank).Select(d => (long)shape[d])];

    // The end of a history that is seen: all of it up to MaxLength events, later what the forgetting of halves leaves.
    private ReadOnlySpan<int> Window(ReadOnlySpan<int> history)
    {
        int over = Math.Max(0, history.Length - MaxLength);
        return history[((over + Forgotten - 1) / Forgotten * Forgotten)..];
    }

    private Tensor Vectors(Tape tape, ReadOnlySpan<int> items)
    {
        var x = tape.Allocate(new Shape(items.Length, Width));
        for (int e = 0; e < items.Length; e++) _items[items[e]][..Width].CopyTo(x.Span[(e * Width)..]);
        return x;
    }

    private void Advance(Tape tape, int item, Span<float> state)
    {
        int count = (int)state[0];
        Require.Between(count, 0, MaxLength, nameof(state));
        if (count == MaxLength)
        {
            float[] kept = state.Slice(1 + Forgotten, MaxLength - Forgotten).ToArray();
            state.Clear();
            foreach (float known in kept) Append(tape, StateNumbers.ItemOf(known, ItemIds.Count), state);
        }
        Append(tape, item, state);
    }

    private void Append(Tape tape, int item, Span<float> state)
    {
        int place = (int)state[0], count = place + 1, width = Width;
        (state[0], state[1 + place]) = (count, StateNumbers.OfItem(item, ItemIds.Count));
        fixed (float* start = state)
        {
            float* memory = start + 1 + MaxLength;
            tape.Reset();
            var h = _network.Forward(tape, _network.Embed(tape, Vectors(tape, [item]), new[] { place }), (block, all) =>
            {
                float* keys = memory + (nint)2 * block * MaxLength * width, values = keys + MaxLength * width;
                all.Span.Slice(width, width).CopyTo(new Span<float>(keys + place * width, width));
                all.Span.Slice(2 * width, width).CopyTo(new Span<float>(values + place * width, width));
                var one = new Shape(1, count, width);
                var (k, v) = (tape.Input(one, new Span<float>(keys, one.Length)), tape.Input(one, new Span<float>(values, one.Length)));
                var q = tape.Input(new Shape(1, 1, width), all.Span[..width]);
                return tape.Reshape(tape.Attention(q, k, v, _network.Heads), new Shape(1, width));
            }, dropout: 0);
            h.Span.CopyTo(state[^width..]);
        }
    }
}
