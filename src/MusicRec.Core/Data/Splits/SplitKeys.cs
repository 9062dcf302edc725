using MusicRec.Numerics;

namespace MusicRec.Data;

/// <summary>Random 64-bit keys of users, items and pairs: a pure function of seed and indices, so neither threads nor order matter.
/// key(u, i) = mix(seed + G (u 2^32 + i + 1)), mix the splitmix64 finaliser, G odd: distinct pairs have distinct keys.</summary>
internal static class SplitKeys
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    public static ulong Pair(ulong seed, ulong user, ulong item) => CounterRandom.Mix(seed + Golden * ((user << 32) + item + 1));

    public static ulong User(ulong seed, int user) => new CounterRandom(seed, Stream: 1).Bits((ulong)user);

    public static ulong Item(ulong seed, int item) => new CounterRandom(seed, Stream: 2).Bits((ulong)item);

    /// <summary>The members with the <paramref name="count"/> smallest keys.</summary>
    public static bool[] Smallest(int total, IEnumerable<int> candidates, int count, Func<int, ulong> key)
    {
        var chosen = new bool[total];
        foreach (int one in candidates.OrderBy(key).ThenBy(c => c).Take(count)) chosen[one] = true;
        return chosen;
    }
}
