using MusicRec.Data;

namespace MusicRec.Tests;

/// <summary>Small random data sets.</summary>
public static class Plays
{
    /// <summary>Random plays with times; with repeats, about a third of the pairs come several times.</summary>
    public static Interactions Random(int users, int items, int entries, int seed, bool repeats = false)
    {
        var random = new Random(seed);
        var (u, i, w, t) = (new int[entries], new int[entries], new float[entries], new long[entries]);
        for (int e = 0; e < entries; e++)
        {
            bool again = repeats && e > 0 && random.Next(3) == 0;
            (u[e], i[e]) = again ? (u[e - 1], i[e - 1]) : (random.Next(users), random.Next(items));
            (w[e], t[e]) = (1 + random.Next(50), random.Next(1000));
        }
        var userIds = new IdMap(Enumerable.Range(0, users).Select(x => $"u{x}"));
        var itemIds = new IdMap(Enumerable.Range(0, items).Select(x => $"i{x}"));
        return Interactions.FromTriples(u, i, w, userIds, itemIds, t, repeats ? DuplicatePolicy.Keep : DuplicatePolicy.Sum);
    }

    /// <summary>All entries as values that can be compared, sorted.</summary>
    public static List<(int User, int Item, float Weight, long Time)> Entries(this Interactions data)
    {
        var entries = new List<(int, int, float, long)>();
        for (int user = 0; user < data.Users; user++)
            for (int e = 0; e < data.ItemsOf(user).Length; e++)
                entries.Add((user, data.ItemsOf(user)[e], data.WeightsOf(user)[e], data.HasTimes ? data.TimesOf(user)[e] : 0));
        entries.Sort();
        return entries;
    }

    /// <summary>Distinct pairs of user and item.</summary>
    public static HashSet<(int User, int Item)> Pairs(this Interactions data) => [.. data.Entries().Select(e => (e.User, e.Item))];
}
