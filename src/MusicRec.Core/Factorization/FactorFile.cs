using MusicRec.Data;
using MusicRec.Numerics;

namespace MusicRec.Factorization;

/// <summary>Vectors and ids of a factor model in a model file.</summary>
internal static class FactorFile
{
    /// <summary>A file of the given kind that holds the model's vectors and ids.</summary>
    public static ModelFile New(string kind, FactorModel model)
    {
        var file = new ModelFile(kind);
        model.UserIds.Save(file, "users");
        model.ItemIds.Save(file, "items");
        file.Add("user_factors", model.UserFactors);
        file.Add("item_factors", model.ItemFactors);
        return file;
    }

    /// <summary>Reads what <see cref="New"/> stored; the file is not trusted.</summary>
    /// <exception cref="MusicRecException">The shapes do not agree or a value is not finite.</exception>
    public static (Matrix Users, Matrix Items, IdMap UserIds, IdMap ItemIds) Read(ModelFile file)
    {
        var (userIds, itemIds) = (IdMap.Load(file, "users"), IdMap.Load(file, "items"));
        var items = file.GetMatrix("item_factors", itemIds.Count);
        var users = file.GetMatrix("user_factors", userIds.Count, items.Columns);
        return (users, items, userIds, itemIds);
    }
}
