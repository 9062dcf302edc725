using MusicRec.Data;
using MusicRec.Numerics;

namespace MusicRec.Tests;

/// <summary>Random test input, the same on every run.</summary>
internal static class Draw
{
    /// <summary>Floats in (-1, 1).</summary>
    public static float[] Floats(int count, int seed)
    {
        var random = new CounterRandom((ulong)seed, 77);
        var values = new float[count];
        for (int i = 0; i < count; i++) values[i] = (float)(2 * random.Uniform((ulong)i) - 1);
        return values;
    }

    /// <summary>Plays of random items by random users, weights 1 to 5; about one user in eight has none.</summary>
    public static Interactions Interactions(int users, int items, int plays, int seed)
    {
        var random = new CounterRandom((ulong)seed, 78);
        var (rows, columns, weights) = (new List<int>(), new List<int>(), new List<float>());
        for (ulong e = 0; e < (ulong)plays; e++)
        {
            int user = random.Below(3 * e, users);
            if (user % 8 == 5) continue;
            rows.Add(user);
            columns.Add(random.Below(3 * e + 1, items));
            weights.Add(1 + random.Below(3 * e + 2, 5));
        }
        return MusicRec.Data.Interactions.FromTriples(rows.ToArray(),
            columns.ToArray(), weights.ToArray(), IdMap.Sequential(users), IdMap.Sequential(items));
    }
}
