using MusicRec.Numerics;

namespace MusicRec.Data;

/// <summary>Interactions on disk: kind "interactions" with tensors offsets (I64), items (I32), weights (F32), times (I64, optional) and the
/// ids.</summary>
internal static class InteractionsFile
{
    private const string Kind = "interactions";

    public static void Save(Interactions data, Stream stream)
    {
        var file = new ModelFile(Kind);
        file.Set("repeats", data.HasRepeats ? 1 : 0);
        file.Add("offsets", data.ByUser.Offsets, data.ByUser.Offsets.Length);
        file.Add("items", data.ByUser.Indices, data.Count);
        file.Add("weights", data.ByUser.Values, data.Count);
        if (data.Times is not null) file.Add("times", data.Times, data.Count);
        data.UserIds.Save(file, "users");
        data.ItemIds.Save(file, "item_ids");
        file.Write(stream);
    }

    public static Interactions Load(Stream stream)
    {
        var file = ModelFile.Read(stream, Kind);
        var (users, items) = (IdMap.Load(file, "users"), IdMap.Load(file, "item_ids"));
        bool repeats = file.Get<int>("repeats") != 0;
        long[] offsets = file.Get<long>("offsets", users.Count + 1L);
        int[] indices = file.Get<int>("items", -1);
        float[] weights = file.Get<float>("weights", indices.Length);
        long[]? times = file.Contains("times") ? file.Get<long>("times", indices.Length) : null;
        CheckRows(offsets, indices, items.Count, repeats);
        foreach (float weight in weights)
            if (!float.IsFinite(weight)) throw new MusicRecException($"The file is damaged: it holds the weight {weight}.");
        return new Interactions(new Csr(users.Count, items.Count, offsets, indices, weights), users, items, times, repeats);
    }

    private static void CheckRows(long[] offsets, int[] indices, int items, bool repeats)
    {
        if (offsets[0] != 0 || offsets[^1] != indices.Length)
            throw new MusicRecException($"The file is damaged: its rows end at {offsets[^1]}, but it holds {indices.Length} entries.");
        for (int user = 0; user + 1 < offsets.Length; user++)
        {
            if (offsets[user + 1] < offsets[user] || offsets[user + 1] > indices.Length)
                throw new MusicRecException($"The file is damaged: row {user} goes from {offsets[user]} to {offsets[user + 1]}.");
            int last = repeats ? 0 : -1;
            for (long e = offsets[user]; e < offsets[user + 1]; e++)
            {
                if ((uint)indices[e] >= (uint)items || indices[e] < last || (!repeats && indices[e] == last))
                    throw new MusicRecException($"The file is damaged: row {user} holds item {indices[e]} after {last}, of {items} items.");
                last = indices[e];
            }
        }
    }
}
