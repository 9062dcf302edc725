using MusicRec.Data;
using MusicRec.Numerics;

namespace MusicRec.Factorization;

/// <summary>What the factor models share: the checks of a fold-in, and their vectors and ids in a model file.</summary>
internal static class FoldIn
{
    /// <summary>Checks the arguments: the histories' columns must be the model's items.</summary>
    public static void Check(Interactions histories, ReadOnlySpan<int> rows, ReadOnlySpan<float> scores, int items)
    {
        Require.NotNull(histories);
        if (histories.Items != items)
            throw new ArgumentException($"The histories have {histories.Items} items; the model has {items}. Build them with the model's ItemIds.", nameof(histories));
        Require.Length(scores.Length, (long)rows.Length * items, nameof(scores));
        foreach (int row in rows) Require.Index(row, histories.Users, nameof(rows));
    }

    public static ModelFile NewFile(string kind, FactorModel model)
    {
        var file = new ModelFile(kind);
        model.UserIds.Save(file, "users");
        model.ItemIds.Save(file, "items");
        file.Add("user_factors", model.UserFactors);
        file.Add("item_factors", model.ItemFactors);
        return file;
    }

    /// <summary>Reads what <see cref="NewFile"/> stored; the file is not trusted.</summary>
    /// <exception cref="MusicRecException">The shapes do not agree or a value is not finite.</exception>
    public static (Matrix Users, Matrix Items, IdMap UserIds, IdMap ItemIds) ReadFactors(ModelFile file)
    {
        var (userIds, itemIds) = (IdMap.Load(file, "users"), IdMap.Load(file, "items"));
        var items = file.GetMatrix("item_factors", itemIds.Count);
        var users = file.GetMatrix("user_factors", userIds.Count, items.Columns);
        foreach (var matrix in new[] { users, items })
            for (int r = 0; r < matrix.Rows; r++)
                foreach (float x in matrix[r])
                    if (!float.IsFinite(x)) throw new MusicRecException($"The model file's vectors hold {x} in row {r}; it is damaged.");
        return (users, items, userIds, itemIds);
    }
}
