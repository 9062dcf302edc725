using System.Text;
using MusicRec.Encoders;
using MusicRec.Factorization;
using MusicRec.Numerics;

namespace MusicRec.Pipelines;

/// <summary>The parts of a system in one model file: each part as the bytes that it writes by itself.</summary>
internal static class PipelineFile
{
    public static void Add(ModelFile file, string name, Action<Stream> save)
    {
        using var part = new MemoryStream();
        save(part);
        byte[] bytes = part.ToArray();
        file.Add(name, bytes, bytes.Length);
    }

    public static T Get<T>(ModelFile file, string name, Func<Stream, T> load)
    {
        using var part = new MemoryStream(file.Get<byte>(name, -1));
        return load(part);
    }

    public static void Add(ModelFile file, IReadOnlyList<MissingSound> missing)
    {
        byte[] reasons = Encoding.UTF8.GetBytes(string.Join('\0', missing.Select(m => m.Reason.Replace('\0', ' '))));
        file.Add("missing", [.. missing.Select(m => m.Item)], missing.Count);
        file.Add("missing_reasons", reasons, reasons.Length);
    }

    public static IReadOnlyList<MissingSound> GetMissing(ModelFile file, int items)
    {
        int[] missing = file.Get<int>("missing", -1);
        string[] reasons = missing.Length == 0 ? [] : Encoding.UTF8.GetString(file.Get<byte>("missing_reasons", -1)).Split('\0');
        Check(reasons.Length == missing.Length && missing.All(item => (uint)item < (uint)items));
        return [.. missing.Zip(reasons, (item, reason) => new MissingSound(item, reason))];
    }

    /// <summary>Item factors that were stored under a name, with the users and ids of a model.</summary>
    public static FactorModel GetServed(ModelFile file, string name, FactorModel like) =>
        new(like.UserFactors, file.GetMatrix(name, like.ItemIds.Count, like.UserFactors.Columns), like.UserIds, like.ItemIds);

    public static void Check(bool fits)
    {
        if (!fits) throw new MusicRecException("The parts in the model file do not fit one another; the file is damaged.");
    }
}
