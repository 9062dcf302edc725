using MusicRec.Data;
using MusicRec.Numerics;

namespace MusicRec.Sequences;

/// <summary>A fitted <see cref="SessionItemKnn"/>: score(j) = sum over positions p of the history of w(p) sim(h_p, j); zeros after an empty
/// history. Immutable and safe to share between threads.</summary>
public sealed class ItemNeighborModel : IIncrementalModel
{
    private const string Kind = "session-item-knn";
    private readonly Csr _similarities;
    private readonly Decay? _weighting;
    private readonly RecentEvents _recent;

    internal ItemNeighborModel(IdMap itemIds, Csr similarities, Decay? weighting)
    {
        (ItemIds, _similarities, _weighting) = (itemIds, similarities, weighting);
        _recent = new(this, weighting is null ? 1 : 0);
    }

    /// <inheritdoc/>
    public IdMap ItemIds { get; }

    /// <summary>Neighbours of <paramref name="item"/>, ascending.</summary>
    public ReadOnlySpan<int> NeighborsOf(int item) => _similarities.RowIndices(Require.Index(item, _similarities.Rows));

    /// <summary>Similarities of <see cref="NeighborsOf"/>, in its order.</summary>
    public ReadOnlySpan<float> SimilaritiesOf(int item) => _similarities.RowValues(Require.Index(item, _similarities.Rows));

    /// <inheritdoc/>
    public void ScoreNext(ItemSequences histories, ReadOnlySpan<int> rows, Span<float> scores)
    {
        SequenceRanker.CheckItems(this, Require.NotNull(histories));
        int items = ItemIds.Count;
        Require.Length(scores.Length, (long)rows.Length * items, nameof(scores));
        scores.Clear();
        for (int r = 0; r < rows.Length; r++)
        {
            var history = histories[rows[r]];
            var row = scores.Slice(r * items, items);
            for (int p = _weighting is null ? history.Length - 1 : 0; p >= 0 && p < history.Length; p++)
            {
                float weight = _weighting is { } decay ? (float)Decays.AtPosition(decay, p + 1, history.Length) : 1;
                var neighbors = _similarities.RowIndices(history[p]);
                var similarities = _similarities.RowValues(history[p]);
                for (int e = 0; e < neighbors.Length; e++) row[neighbors[e]] += weight * similarities[e];
            }
        }
    }

    /// <inheritdoc/>
    public int StateLength => _recent.StateLength;

    /// <inheritdoc/>
    public int Remembers => _recent.Remembers;

    /// <inheritdoc/>
    public void Advance(ReadOnlySpan<int> items, Span<float> states) => _recent.Advance(items, states);

    /// <inheritdoc/>
    public void ScoreStates(ReadOnlySpan<float> states, Span<float> scores) => _recent.ScoreStates(states, scores);

    /// <summary>Writes the model in safetensors form.</summary>
    public void Save(Stream stream)
    {
        var file = new ModelFile(Kind);
        ItemIds.Save(file, "items");
        file.Set("weighting", _weighting is { } decay ? (int)decay : -1);
        file.Add("offsets", _similarities.Offsets, _similarities.Offsets.Length);
        file.Add("neighbors", _similarities.Indices, _similarities.Indices.Length);
        file.Add("similarities", _similarities.Values, _similarities.Values.Length);
        file.Write(Require.NotNull(stream));
    }

    /// <summary>Writes the model to a file, wholly or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Reads what <see cref="Save(Stream)"/> wrote.</summary>
    /// <exception cref="MusicRecException">Damaged, or not such a model.</exception>
    public static ItemNeighborModel Load(Stream stream)
    {
        var file = ModelFile.Read(Require.NotNull(stream), Kind);
        var itemIds = IdMap.Load(file, "items");
        int items = itemIds.Count, weighting = file.Get<int>("weighting");
        if (weighting < -1 || weighting > (int)Decay.Quadratic) throw new MusicRecException($"The model file has no such weighting: {weighting}.");
        long[] offsets = file.Get<long>("offsets", items + 1L);
        int[] neighbors = file.Get<int>("neighbors", -1);
        float[] similarities = file.Get<float>("similarities", neighbors.Length);
        SequenceFile.CheckRows(offsets, neighbors, items, "neighbours");
        if (similarities.AsSpan().ContainsAnyExceptInRange(0f, 1e6f)) throw SequenceFile.Damaged("neighbours", "a similarity is out of range");
        return new(itemIds, new Csr(items, items, offsets, neighbors, similarities), weighting < 0 ? null : (Decay)weighting);
    }
}
