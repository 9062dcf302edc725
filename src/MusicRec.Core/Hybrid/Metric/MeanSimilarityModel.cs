using MusicRec.Collaborative;
using MusicRec.Data;
using MusicRec.Numerics;
using MusicRec.Ranking;

namespace MusicRec.Hybrid;

/// <summary>A fitted <see cref="MeanSimilarity"/>. Who has played nothing scores zeros. Immutable and safe to share between threads.</summary>
public sealed class MeanSimilarityModel : IRecommender, IFoldIn, ISimilarItems
{
    private const string Kind = "mean-similarity";
    private readonly Csr _plays;
    private readonly Matrix _vectors;
    private readonly float[] _squares; // |x_i|^2

    internal MeanSimilarityModel(Csr plays, Matrix vectors, double width, IdMap userIds, IdMap itemIds)
    {
        (_plays, _vectors, Width, UserIds, ItemIds) = (plays, vectors, width, userIds, itemIds);
        _squares = [.. Enumerable.Range(0, vectors.Rows).Select(i => vectors[i].ToArray().Sum(v => v * v))];
    }

    /// <inheritdoc/>
    public IdMap UserIds { get; }

    /// <inheritdoc/>
    public IdMap ItemIds { get; }

    /// <summary>The squared distance at which a similarity has fallen to 1 / e.</summary>
    public double Width { get; }

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

    /// <summary>exp(-|x_i - x_j|^2 / width).</summary>
    /// <inheritdoc/>
    public void ScoreSimilar(ReadOnlySpan<int> items, Span<float> scores)
    {
        Require.Length(scores.Length, (long)items.Length * ItemIds.Count, nameof(scores));
        scores.Clear();
        for (int q = 0; q < items.Length; q++)
            AddSimilar(Require.Index(items[q], ItemIds.Count, nameof(items)), scores.Slice(q * ItemIds.Count, ItemIds.Count));
    }

    /// <summary>Writes the model, the users' plays included, to a stream as safetensors.</summary>
    public void Save(Stream stream)
    {
        var file = new ModelFile(Kind);
        UserIds.Save(file, "users");
        ItemIds.Save(file, "items");
        file.Set("width", Width);
        file.Add("vectors", _vectors);
        SparseFile.Save(file, "plays", _plays);
        file.Write(Require.NotNull(stream));
    }

    /// <summary>Writes the model to a file, wholly or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Reads a model that <see cref="Save(Stream)"/> wrote.</summary>
    /// <exception cref="MusicRecException">The stream holds no such model, or a damaged one.</exception>
    public static MeanSimilarityModel Load(Stream stream)
    {
        var file = ModelFile.Read(Require.NotNull(stream), Kind);
        var (users, items, width) = (IdMap.Load(file, "users"), IdMap.Load(file, "items"), file.Get<double>("width"));
        if (!(width > 0 && double.IsFinite(width))) throw new MusicRecException($"The model file has the width {width}; it is damaged.");
        return new(SparseFile.Load(file, "plays", users.Count, items.Count), file.GetMatrix("vectors", items.Count), width, users, items);
    }

    private void ScoreOne(ReadOnlySpan<int> items, ReadOnlySpan<float> weights, Span<float> scores)
    {
        scores.Clear();
        int count = 0;
        for (int e = 0; e < items.Length; e++)
        {
            if (weights[e] == 0) continue;
            AddSimilar(items[e], scores);
            count++;
        }
        for (int i = 0; i < scores.Length && count > 0; i++) scores[i] /= count;
    }

    private unsafe void AddSimilar(int item, Span<float> scores)
    {
        float scale = (float)(-1 / Width), own = _squares[item];
        float* from = _vectors.Pointer + (nint)item * _vectors.Stride;
        for (int i = 0; i < scores.Length; i++)
        {
            float product = Kernels.Dot.Run(from, _vectors.Pointer + (nint)i * _vectors.Stride, _vectors.Columns);
            scores[i] += MathF.Exp(scale * Math.Max(0, own + _squares[i] - 2 * product)); // rounding may leave a little below zero
        }
        GC.KeepAlive(_vectors);
    }
}
