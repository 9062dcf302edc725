using System.Collections.Concurrent;
using MusicRec.Compute;
using MusicRec.Data;
using MusicRec.Numerics;

namespace MusicRec.Sequences;

/// <summary>A fitted <see cref="Gru4Rec"/>: score(i) = h . w_i + b_i, with h the state after the history. The state of a session can be kept and
/// moved on play by play. Immutable and safe to share between threads.</summary>
public sealed unsafe class Gru4RecModel : IIncrementalModel
{
    private const string Kind = "gru4rec";
    private static readonly string[] Names = ["input_weight", "state_weight", "input_bias", "state_bias"];

    private readonly GruStack _network;
    private readonly Matrix _outputs; // [items, units + 1]: w_i and b_i
    private readonly Matrix? _inputs; // [items, units]; null: the vectors of the outputs
    private readonly ConcurrentBag<Tape> _tapes = []; // working memory, one for each thread that ever asked at once

    internal Gru4RecModel(IdMap itemIds, GruStack network, Matrix outputs, Matrix? inputs) =>
        (ItemIds, _network, _outputs, _inputs) = (itemIds, network, outputs, inputs);

    /// <inheritdoc/>
    public IdMap ItemIds { get; }

    /// <inheritdoc/>
    public int RowsAtOnce => 128;

    /// <inheritdoc/>
    public int StateLength => _network.Layers * _network.Units;

    /// <summary>Vectors w_i of the items, shape [items, units]; near ones are played in like places.</summary>
    public Matrix ItemVectors()
    {
        var vectors = new Matrix(_outputs.Rows, _network.Units);
        for (int i = 0; i < vectors.Rows; i++) _outputs[i][..vectors.Columns].CopyTo(vectors.Row(i));
        return vectors;
    }

    /// <inheritdoc/>
    public void Advance(ReadOnlySpan<int> items, Span<float> states)
    {
        Require.Length(states.Length, (long)items.Length * StateLength, nameof(states));
        foreach (int item in items) Require.Index(item, ItemIds.Count, nameof(items));
        if (items.IsEmpty) return;
        if (!_tapes.TryTake(out var tape)) tape = new Tape(new CpuBackend(threads: 1), training: false);
        Advance(tape, items, states);
        _tapes.Add(tape);
    }

    /// <inheritdoc/>
    public void ScoreStates(ReadOnlySpan<float> states, Span<float> scores)
    {
        int rows = states.Length / StateLength, n = _network.Units;
        Require.Length(states.Length, (long)rows * StateLength, nameof(states));
        Require.Length(scores.Length, (long)rows * ItemIds.Count, nameof(scores));
        var tops = new float[rows * (n + 1)];
        for (int r = 0; r < rows; r++)
        {
            states.Slice((r + 1) * StateLength - n, n).CopyTo(tops.AsSpan(r * (n + 1)));
            tops[r * (n + 1) + n] = 1;
        }
        fixed (float* top = tops) ItemScores.Run(top, n + 1, rows, _outputs, scores);
    }

    /// <summary>Scores all items as the continuation of some histories; after an empty one by their bias alone.</summary>
    /// <inheritdoc/>
    public void ScoreNext(ItemSequences histories, ReadOnlySpan<int> rows, Span<float> scores)
    {
        SequenceRanker.CheckItems(this, Require.NotNull(histories));
        Require.Length(scores.Length, (long)rows.Length * ItemIds.Count, nameof(scores));
        int[] asked = rows.ToArray(), order = [.. Enumerable.Range(0, rows.Length)];
        order.AsSpan().Sort((a, b) => histories[asked[b]].Length != histories[asked[a]].Length
            ? histories[asked[b]].Length.CompareTo(histories[asked[a]].Length) : a.CompareTo(b));
        var states = new float[rows.Length * StateLength]; // longest history first: those still going on are the first ones
        var items = new int[rows.Length];
        for (int t = 0, active = rows.Length; ; t++)
        {
            while (active > 0 && histories[asked[order[active - 1]]].Length <= t) active--;
            if (active == 0) break;
            for (int r = 0; r < active; r++) items[r] = histories[asked[order[r]]][t];
            Advance(items.AsSpan(0, active), states.AsSpan(0, active * StateLength));
        }
        var inOrder = new float[states.Length];
        for (int r = 0; r < order.Length; r++)
            states.AsSpan(r * StateLength, StateLength).CopyTo(inOrder.AsSpan(order[r] * StateLength));
        ScoreStates(inOrder, scores);
    }

    /// <summary>Writes the model in safetensors form.</summary>
    public void Save(Stream stream)
    {
        var file = new ModelFile(Kind);
        ItemIds.Save(file, "items");
        file.Set("layers", _network.Layers);
        file.Add("outputs", _outputs);
        if (_inputs is not null) file.Add("inputs", _inputs);
        for (int w = 0; w < _network.Weights.Length; w++)
        {
            var tensor = _network.Weights[w];
            long[] shape = tensor.Shape.Rank == 1 ? [tensor.Length] : [tensor.Shape[0], tensor.Shape[1]];
            file.Add($"{Names[w % 4]}.{w / 4}", tensor.ToArray(), shape);
        }
        file.Write(Require.NotNull(stream));
    }

    /// <summary>Writes the model to a file, wholly or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Reads what <see cref="Save(Stream)"/> wrote.</summary>
    /// <exception cref="MusicRecException">Damaged, or not such a model.</exception>
    public static Gru4RecModel Load(Stream stream)
    {
        var file = ModelFile.Read(Require.NotNull(stream), Kind);
        var itemIds = IdMap.Load(file, "items");
        var outputs = file.GetMatrix("outputs", itemIds.Count);
        int n = outputs.Columns - 1, layers = file.Get<int>("layers");
        if (n < 1 || layers < 1 || layers > file.Tensors.Count) throw new MusicRecException($"The model file claims {layers} layers of {n} units.");
        var inputs = file.Contains("inputs") ? file.GetMatrix("inputs", itemIds.Count, n) : null;
        var (backend, weights) = (new CpuBackend(threads: 1), new Tensor[4 * layers]);
        for (int w = 0; w < weights.Length; w++)
        {
            string name = $"{Names[w % 4]}.{w / 4}";
            weights[w] = w % 4 < 2
                ? new Tensor(backend, new Shape(3 * n, n), file.GetFinite(name, 3L * n, n))
                : new Tensor(backend, new Shape(3 * n), file.GetFinite(name, 3L * n));
        }
        return new Gru4RecModel(itemIds, new GruStack(weights), outputs, inputs);
    }

    private void Advance(Tape tape, ReadOnlySpan<int> items, Span<float> states)
    {
        int n = _network.Units, length = StateLength;
        tape.Reset();
        var x = tape.Allocate(new Shape(items.Length, n));
        for (int r = 0; r < items.Length; r++) (_inputs ?? _outputs)[items[r]][..n].CopyTo(x.Span[(r * n)..]);
        var layers = new Tensor[_network.Layers];
        for (int l = 0; l < layers.Length; l++)
        {
            layers[l] = tape.Allocate(new Shape(items.Length, n));
            for (int r = 0; r < items.Length; r++) states.Slice(r * length + l * n, n).CopyTo(layers[l].Span[(r * n)..]);
        }
        _network.Step(tape, x, layers, dropout: 0);
        for (int l = 0; l < layers.Length; l++)
            for (int r = 0; r < items.Length; r++) layers[l].Span.Slice(r * n, n).CopyTo(states[(r * length + l * n)..]);
    }
}
