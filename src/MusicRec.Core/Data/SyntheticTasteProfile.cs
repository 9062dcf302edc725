using System.Numerics;
using MusicRec.Numerics;

namespace MusicRec.Data;

/// <summary>Play counts made by a fixed rule, of the size and skew of the Million Song Dataset's taste profile: for measuring speed and memory
/// where the real data cannot be had. The same arguments give the same bits on every machine: integers, and single double operations only.
/// <para>With h(u, k) = mix(seed + golden ((u &lt;&lt; 20) + k + 1)), user u makes d = 14.125 x^(-3/4) draws (x uniform from h(u, 0), at most 4,400
/// or
/// a quarter of the items). Draw j takes rank floor(items t^3), t uniform in (.02, 1), moves it in three of four cases to one of the
/// user's three favourite groups (ranks equal modulo 64), scatters ranks over items by a bijection, and counts 1 + a geometric number of plays.
/// Repeats add up.</para></summary>
public static class SyntheticTasteProfile
{
    /// <summary>The seed of the published checksums.</summary>
    public const ulong DefaultSeed = 20260101;

    private const ulong Golden = 0x9E3779B97F4A7C15;
    private const int UsersPerChunk = 512;

    /// <summary>The data of one of the three fixed sizes, with ids "0", "1", ... on both sides.</summary>
    /// <param name="scale">Which size.</param>
    /// <param name="threads">Threads to use; 0 for all cores. The result does not depend on it.</param>
    /// <param name="cancel">Stops the work.</param>
    public static Interactions Create(TasteProfileScale scale, int threads = 0, CancellationToken cancel = default) => Require.Defined(scale) switch
    {
        TasteProfileScale.Full => Create(1_019_318, 384_546, DefaultSeed, threads, cancel),
        TasteProfileScale.Tenth => Create(101_932, 38_454, DefaultSeed, threads, cancel),
        _ => Create(10_193, 3_845, DefaultSeed, threads, cancel),
    };

    /// <summary>The data of any size.</summary>
    /// <param name="users">Number of users, at least 1.</param>
    /// <param name="items">Number of items, at least 4.</param>
    /// <param name="seed">Another seed gives another data set.</param>
    /// <param name="threads">Threads to use; 0 for all cores. The result does not depend on it.</param>
    /// <param name="cancel">Stops the work.</param>
    public static Interactions Create(int users, int items, ulong seed = DefaultSeed, int threads = 0, CancellationToken cancel = default)
    {
        Require.Positive(users);
        Require.Between(items, 4, int.MaxValue);
        Require.NotNegative(threads);
        var parts = new Rows[(users + UsersPerChunk - 1) / UsersPerChunk];
        WorkerTeam.Shared.Run(parts.Length, WorkerTeam.Threads(threads), (chunk, _) =>
        {
            int first = chunk * UsersPerChunk;
            parts[chunk] = Draw(seed, first, Math.Min(users, first + UsersPerChunk), items);
        }, cancel);
        return new Interactions(Join(parts, users, items), IdMap.Sequential(users), IdMap.Sequential(items), times: null, hasRepeats: false);
    }

    /// <summary>The rows of some consecutive users.</summary>
    private sealed record Rows(int[] Counts, int[] Items, float[] Plays);

    private static Rows Draw(ulong seed, int first, int end, int items)
    {
        var (counts, columns, plays) = (new int[end - first], new List<int>(), new List<float>());
        var draws = new ulong[Math.Min(4400, items / 4)];
        for (int user = first; user < end; user++)
        {
            int before = columns.Count;
            var mine = draws.AsSpan(0, DrawUser(seed, (ulong)user, items, draws));
            mine.Sort();
            foreach (ulong draw in mine) // item in the upper half, plays in the lower
            {
                int item = (int)(draw >> 32);
                if (columns.Count > before && columns[^1] == item) plays[^1] += (uint)draw;
                else
                {
                    columns.Add(item);
                    plays.Add((uint)draw);
                }
            }
            counts[user - first] = columns.Count - before;
        }
        return new Rows(counts, [.. columns], [.. plays]);
    }

    private static int DrawUser(ulong seed, ulong user, int items, ulong[] draws)
    {
        double s = Math.Sqrt(Unit(Hash(seed, user, 0)));
        int count = (int)Math.Min(Math.Floor(14.125 / (s * Math.Sqrt(s))), draws.Length);
        int offset = (int)Math.Floor(items * (0.02 * 0.02 * 0.02));
        for (int j = 0; j < count; j++)
        {
            ulong a = Hash(seed, user, 16 + 2 * (ulong)j), b = Hash(seed, user, 17 + 2 * (ulong)j);
            double t = 0.02 + 0.98 * Unit(a);
            int rank = Math.Clamp((int)Math.Floor(items * (t * t * t)) - offset, 0, items - 1);
            if ((b & 3) < 3)
            {
                int moved = rank - (rank & 63) + (int)(Hash(seed, user, 1 + (b & 3)) & 63);
                if (moved < items) rank = moved;
            }
            ulong item = ((ulong)rank * 2654435761 + 12345) % (ulong)items; // a bijection: the multiplier is prime
            draws[j] = item << 32 | (uint)(1 + BitOperations.TrailingZeroCount((b >> 8) | 1UL << 40));
        }
        return count;
    }

    private static Csr Join(Rows[] parts, int users, int items)
    {
        var offsets = new long[users + 1];
        int user = 0;
        foreach (var part in parts)
            foreach (int count in part.Counts) offsets[user + 1] = offsets[user++] + count;
        var (columns, plays) = (new int[offsets[users]], new float[offsets[users]]);
        long at = 0;
        foreach (var part in parts)
        {
            part.Items.CopyTo(columns, at);
            part.Plays.CopyTo(plays, at);
            at += part.Items.Length;
        }
        return new Csr(users, items, offsets, columns, plays);
    }

    private static ulong Hash(ulong seed, ulong user, ulong k) => CounterRandom.Mix(seed + Golden * ((user << 20) + k + 1));

    private static double Unit(ulong bits) => ((bits >> 11) + 0.5) * (1.0 / (1UL << 53));
}
