using MusicRec.Data;
using MusicRec.Numerics;
using MusicRec.Ranking;

namespace MusicRec.Collaborative;

/// <summary>Item-to-item weights B and the known users' plays X: scores are X B. Immutable and safe to share between threads.</summary>
public sealed class EaseModel : IRecommender, IFoldIn, ISimilarItems
{
    private const string Kind = "ease";
    private readonly Csr _plays;
    private readonly EaseWeights _weights;
    private readonly float[] _diagonal; // lambda P_jj
    private readonly PlayTransform _transform;

    internal EaseModel(Csr plays, EaseWeights weights, float[] diagonal, PlayTransform transform, IdMap userIds, IdMap itemIds) =>
        (_plays, _weights, _diagonal, _transform, UserIds, ItemIds) = (plays, weights, diagonal, transform, userIds, itemIds);

    /// <inheritdoc/>
    public IdMap UserIds { get; }

    /// <inheritdoc/>
    public IdMap ItemIds { get; }

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<int> users, Span<float> scores)
    {
        Require.Length(scores.Length, (long)users.Length * ItemIds.Count, nameof(scores));
        for (int r = 0; r < users.Length; r++)
        {
            int user = Require.Index(users[r], UserIds.Count, nameof(users));
            _weights.MultiplyUser(user, _plays.RowIndices(user), _plays.RowValues(user), scores.Slice(r * ItemIds.Count, ItemIds.Count));
        }
    }

    /// <inheritdoc/>
    public void ScoreHistories(Interactions histories, ReadOnlySpan<int> rows, Span<float> scores)
    {
        Histories.Check(histories, rows, scores, ItemIds.Count);
        for (int r = 0; r < rows.Length; r++)
        {
            var x = histories.WeightsOf(rows[r]).ToArray();
            for (int e = 0; e < x.Length; e++) x[e] = Plays.Apply(_transform, x[e]);
            _weights.Multiply(histories.ItemsOf(rows[r]), x, scores.Slice(r * ItemIds.Count, ItemIds.Count));
        }
    }

    /// <summary>Partial correlation of two items, all others given: -P_ij / sqrt(P_ii P_jj) = B_ij sqrt(P_jj / P_ii); 1 for the item
    /// itself.</summary>
    /// <inheritdoc/>
    public void ScoreSimilar(ReadOnlySpan<int> items, Span<float> scores)
    {
        Require.Length(scores.Length, (long)items.Length * ItemIds.Count, nameof(scores));
        for (int q = 0; q < items.Length; q++)
        {
            int item = Require.Index(items[q], ItemIds.Count, nameof(items));
            var row = scores.Slice(q * ItemIds.Count, ItemIds.Count);
            _weights.Multiply([item], [1], row);
            for (int j = 0; j < row.Length; j++) row[j] *= MathF.Sqrt(_diagonal[j] / _diagonal[item]);
            row[item] = 1;
        }
    }

    /// <summary>Writes the model, the users' plays included, to a stream as safetensors.</summary>
    public void Save(Stream stream)
    {
        var file = new ModelFile(Kind);
        UserIds.Save(file, "users");
        ItemIds.Save(file, "items");
        file.Set("transform", (int)_transform);
        file.Add("diagonal", _diagonal, _diagonal.Length);
        SparseFile.Save(file, "plays", _plays);
        _weights.Save(file);
        file.Write(Require.NotNull(stream));
    }

    /// <summary>Writes the model to a file, wholly or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Reads a model that <see cref="Save(Stream)"/> wrote.</summary>
    /// <exception cref="MusicRecException">The stream holds no such model, or a damaged one.</exception>
    public static EaseModel Load(Stream stream)
    {
        var file = ModelFile.Read(Require.NotNull(stream), Kind);
        var (users, items) = (IdMap.Load(file, "users"), IdMap.Load(file, "items"));
        var transform = (PlayTransform)file.Get<int>("transform");
        float[] diagonal = file.Get<float>("diagonal", items.Count);
        foreach (float d in diagonal)
            if (!(d > 0) || !float.IsFinite(d)) throw new MusicRecException($"The model file's diagonal holds {d}; it is damaged.");
        if (!Enum.IsDefined(transform)) throw new MusicRecException($"The model file has the transform {transform}; it is damaged.");
        var plays = SparseFile.Load(file, "plays", users.Count, items.Count);
        return new EaseModel(plays, LoadWeights(file, plays, diagonal), diagonal, transform, users, items);
    }

    private static EaseWeights LoadWeights(ModelFile file, Csr plays, float[] diagonal)
    {
        if (file.Contains("b.offsets")) return new SparseEaseWeights(SparseFile.Load(file, "b", plays.Columns, plays.Columns));
        if (file.Contains("b")) return new DenseEaseWeights(Square(file, "b", plays.Columns));
        float lambda = file.Get<float>("lambda");
        if (!(lambda > 0) || !float.IsFinite(lambda)) throw new MusicRecException($"The model file has lambda {lambda}; it is damaged.");
        return new DualEaseWeights(plays, plays.Transpose(), Square(file, "m", plays.Rows), diagonal, lambda);
    }

    // A matrix has at least one column, even where nobody is known.
    private static Matrix Square(ModelFile file, string name, int n) => file.GetMatrix(name, n, Math.Max(n, 1));
}
