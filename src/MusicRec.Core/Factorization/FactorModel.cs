using MusicRec.Data;
using MusicRec.Numerics;
using MusicRec.Ranking;

namespace MusicRec.Factorization;

/// <summary>Users and items as vectors: score(u, i) = x_u . y_i. Biases, where a model has them, are columns of the vectors.
/// Immutable and safe to share between threads.</summary>
public class FactorModel : IInnerProductModel, ISimilarItems
{
    private readonly Lazy<float[]> _inverseNorms;

    /// <summary>Wraps fitted factors.</summary>
    /// <param name="userFactors">Shape [users, factors].</param>
    /// <param name="itemFactors">Shape [items, factors].</param>
    /// <param name="userIds">External user ids.</param>
    /// <param name="itemIds">External item ids.</param>
    public FactorModel(Matrix userFactors, Matrix itemFactors, IdMap userIds, IdMap itemIds)
    {
        (UserFactors, ItemFactors) = (Require.NotNull(userFactors), Require.NotNull(itemFactors));
        (UserIds, ItemIds) = (Require.NotNull(userIds), Require.NotNull(itemIds));
        Require.Length(userFactors.Rows, userIds.Count, nameof(userFactors));
        Require.Length(itemFactors.Rows, itemIds.Count, nameof(itemFactors));
        Require.Length(itemFactors.Columns, userFactors.Columns, nameof(itemFactors));
        _inverseNorms = new(InverseNorms);
    }

    /// <inheritdoc/>
    public Matrix UserFactors { get; }

    /// <inheritdoc/>
    public Matrix ItemFactors { get; }

    /// <inheritdoc/>
    public IdMap UserIds { get; }

    /// <inheritdoc/>
    public IdMap ItemIds { get; }

    /// <summary>Length of the vectors.</summary>
    public int Factors => ItemFactors.Columns;

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<int> users, Span<float> scores) => Products(UserFactors, users, scores);

    /// <summary>Cosine of the item vectors; 0 where a vector is zero.</summary>
    /// <inheritdoc/>
    public void ScoreSimilar(ReadOnlySpan<int> items, Span<float> scores)
    {
        Products(ItemFactors, items, scores);
        float[] inverse = _inverseNorms.Value;
        for (int q = 0; q < items.Length; q++)
        {
            float mine = inverse[items[q]];
            var row = scores.Slice(q * inverse.Length, inverse.Length);
            for (int i = 0; i < row.Length; i++) row[i] *= mine * inverse[i];
        }
    }

    private void Products(Matrix vectors, ReadOnlySpan<int> rows, Span<float> scores)
    {
        Require.Length(scores.Length, (long)rows.Length * ItemFactors.Rows, nameof(scores));
        var queries = new Matrix(rows.Length, Factors);
        for (int q = 0; q < rows.Length; q++) vectors[rows[q]].CopyTo(queries.Row(q));
        MatrixProduct.RowsByRows(queries, ItemFactors, scores, threads: 1);
    }

    private float[] InverseNorms()
    {
        var inverse = new float[ItemFactors.Rows];
        for (int i = 0; i < inverse.Length; i++)
        {
            double squared = 0;
            foreach (float v in ItemFactors[i]) squared += (double)v * v;
            inverse[i] = squared > 0 ? (float)(1 / Math.Sqrt(squared)) : 0;
        }
        return inverse;
    }
}
