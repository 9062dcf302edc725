using MusicRec.Data;
using MusicRec.Kernels;
using MusicRec.Numerics;
using MusicRec.Ranking;

namespace MusicRec.Factorization;

/// <summary>Users and items as vectors: score(u, i) = x_u . y_i. Biases, where a model has them, are columns of the vectors.
/// Immutable and safe to share between threads.</summary>
public class FactorModel : IInnerProductModel, ISimilarItems
{
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
    public void Score(ReadOnlySpan<int> users, Span<float> scores)
    {
        Require.Length(scores.Length, (long)users.Length * ItemFactors.Rows, nameof(scores));
        var queries = new Matrix(users.Length, Factors);
        for (int u = 0; u < users.Length; u++) UserFactors[users[u]].CopyTo(queries.Row(u));
        MatrixProduct.RowsByRows(queries, ItemFactors, scores, threads: 1);
    }

    /// <summary>Cosine of the item vectors; 0 where a vector is zero.</summary>
    /// <inheritdoc/>
    public void ScoreSimilar(ReadOnlySpan<int> items, Span<float> scores)
    {
        Require.Length(scores.Length, (long)items.Length * ItemFactors.Rows, nameof(scores));
        for (int q = 0; q < items.Length; q++)
        {
            var y = ItemFactors[items[q]];
            var row = scores.Slice(q * ItemFactors.Rows, ItemFactors.Rows);
            for (int i = 0; i < row.Length; i++) row[i] = Cosine(y, ItemFactors[i]);
        }
    }

    private static float Cosine(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        double norms = Math.Sqrt((double)Dot.Run(x, x) * Dot.Run(y, y));
        return norms > 0 ? (float)(Dot.Run(x, y) / norms) : 0;
    }
}
