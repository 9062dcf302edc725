using MusicRec.Data;
using MusicRec.Numerics;
using MusicRec.Ranking;

namespace MusicRec.Collaborative;

/// <summary>Item neighbourhoods and the known users' plays. Immutable and safe to share between threads.</summary>
public sealed class ItemKnnModel : IRecommender, IFoldIn, ISimilarItems
{
    private const string Kind = "item-knn";
    private readonly Csr _plays;
    private readonly Csr _similarity; // row i: the nearest of item i
    private readonly PlayTransform _query;
    private readonly double _normalization;
    private readonly float[] _scale; // by which a score of each item is multiplied

    internal ItemKnnModel(Csr plays, Csr similarity, PlayTransform query, double normalization, IdMap userIds, IdMap itemIds)
    {
        (_plays, _similarity, _query, _normalization) = (plays, similarity, query, normalization);
        (UserIds, ItemIds) = (userIds, itemIds);
        _scale = Scale(similarity, normalization);
    }

    /// <inheritdoc/>
    public IdMap UserIds { get; }

    /// <inheritdoc/>
    public IdMap ItemIds { get; }

    /// <summary>The kept neighbours of an item, ascending, the item itself among them.</summary>
    public ReadOnlySpan<int> NeighborsOf(int item) => _similarity.RowIndices(Require.Index(item, ItemIds.Count));

    /// <summary>The similarities of an item's neighbours, in the order of <see cref="NeighborsOf"/>.</summary>
    public ReadOnlySpan<float> SimilaritiesOf(int item) => _similarity.RowValues(Require.Index(item, ItemIds.Count));

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<int> users, Span<float> scores)
    {
        Require.Length(scores.Length, (long)users.Length * ItemIds.Count, nameof(scores));
        for (int r = 0; r < users.Length; r++)
        {
            int user = Require.Index(users[r], UserIds.Count, nameof(users));
            ScoreOne(_plays.RowIndices(user), _plays.RowValues(user), scores.Slice(r * ItemIds.Count, ItemIds.Count));
        }
    }

    /// <inheritdoc/>
    public void ScoreHistories(Interactions histories, ReadOnlySpan<int> rows, Span<float> scores)
    {
        Histories.Check(histories, rows, scores, ItemIds.Count);
        for (int r = 0; r < rows.Length; r++)
            ScoreOne(histories.ItemsOf(rows[r]), histories.WeightsOf(rows[r]), scores.Slice(r * ItemIds.Count, ItemIds.Count));
    }

    /// <summary>The kept similarities; 0 for items that are no neighbours.</summary>
    /// <inheritdoc/>
    public void ScoreSimilar(ReadOnlySpan<int> items, Span<float> scores)
    {
        Require.Length(scores.Length, (long)items.Length * ItemIds.Count, nameof(scores));
        scores.Clear();
        for (int q = 0; q < items.Length; q++)
        {
            var nearest = NeighborsOf(items[q]);
            var values = SimilaritiesOf(items[q]);
            for (int k = 0; k < nearest.Length; k++) scores[q * ItemIds.Count + nearest[k]] = values[k];
        }
    }

    /// <summary>Writes the model, the users' plays included, to a stream as safetensors.</summary>
    public void Save(Stream stream)
    {
        var file = new ModelFile(Kind);
        UserIds.Save(file, "users");
        ItemIds.Save(file, "items");
        file.Set("query", (int)_query);
        file.Set("normalization", _normalization);
        SparseFile.Save(file, "plays", _plays);
        SparseFile.Save(file, "similarity", _similarity);
        file.Write(Require.NotNull(stream));
    }

    /// <summary>Writes the model to a file, wholly or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Reads a model that <see cref="Save(Stream)"/> wrote.</summary>
    /// <exception cref="MusicRecException">The stream holds no such model, or a damaged one.</exception>
    public static ItemKnnModel Load(Stream stream)
    {
        var file = ModelFile.Read(Require.NotNull(stream), Kind);
        var (users, items) = (IdMap.Load(file, "users"), IdMap.Load(file, "items"));
        var (query, normalization) = ((PlayTransform)file.Get<int>("query"), file.Get<double>("normalization"));
        if (!Enum.IsDefined(query) || !(normalization is >= 0 and <= 1))
            throw new MusicRecException($"The model file has the query transform {query} and normalization {normalization}; it is damaged.");
        return new ItemKnnModel(SparseFile.Load(file, "plays", users.Count, items.Count),
            SparseFile.Load(file, "similarity", items.Count, items.Count), query, normalization, users, items);
    }

    private static float[] Scale(Csr similarity, double normalization)
    {
        var sums = new double[similarity.Columns];
        for (long e = 0; e < similarity.Count; e++) sums[similarity.Indices[e]] += similarity.Values[e];
        return Array.ConvertAll(sums, s => s > 0 ? (float)Math.Pow(s, -normalization) : 1);
    }

    private void ScoreOne(ReadOnlySpan<int> items, ReadOnlySpan<float> weights, Span<float> scores)
    {
        scores.Clear();
        for (int e = 0; e < items.Length; e++)
        {
            float q = Plays.Apply(_query, weights[e]);
            var nearest = _similarity.RowIndices(items[e]);
            var values = _similarity.RowValues(items[e]);
            for (int k = 0; k < nearest.Length; k++) scores[nearest[k]] += q * values[k];
        }
        if (_normalization == 0) return;
        for (int j = 0; j < scores.Length; j++) scores[j] *= _scale[j];
    }
}
