using MusicRec.Data;
using MusicRec.Numerics;
using MusicRec.Sequences;

namespace MusicRec.Benchmarks;

/// <summary>Sessions of the shape of #nowplaying: as many sessions, songs and next songs as there, some 7.4 events a session, 30 at most, and plays
/// that fall with the rank as (rank + 23)^-0.8 does, from some 2,200 to a median of 7. One play in five repeats one of its session.</summary>
internal static class SimulatedSessions
{
    public const int Songs = 60_416;

    private const int Sessions = 128_077, TestSessions = 14_479, Longest = 30;
    private const double Flattening = 23, Repeats = 0.2;

    private static readonly Lazy<IdMap> Ids = new(() => IdMap.Sequential(Songs));

    /// <summary>The training sessions, made once for all cases.</summary>
    public static Lazy<ItemSequences> Train { get; } = new(() => Create(Sessions, seed: 1));

    /// <summary>The held-out sessions: about 89,824 next songs.</summary>
    public static Lazy<ItemSequences> Test { get; } = new(() => Create(TestSessions, seed: 2));

    /// <summary>The first sessions.</summary>
    public static ItemSequences First(ItemSequences data, int sessions) => data.Select([.. Enumerable.Range(0, sessions)]);

    /// <summary>Events that have one before them: what is learned from, or asked for.</summary>
    public static long NextSongs(ItemSequences data) => data.Events - data.Count;

    private static ItemSequences Create(int sessions, ulong seed)
    {
        CounterRandom lengths = new(seed, 6), draws = new(seed, 7);
        int[] songs = [.. Enumerable.Range(0, Songs)]; // of each rank
        new CounterRandom(0, 8).Shuffle(songs.AsSpan());
        var (offsets, items) = (new long[sessions + 1], new List<int>());
        for (int s = 0; s < sessions; s++)
        {
            int length = Math.Min(Longest, 2 + (int)Math.Round(Math.Exp(1.38 + 0.8 * lengths.Normal((ulong)s))));
            for (int e = 0; e < length; e++)
            {
                ulong draw = 2 * (ulong)items.Count;
                double which = draws.Uniform(draw + 1);
                items.Add(e > 0 && draws.Uniform(draw) < Repeats ? items[items.Count - 1 - (int)(which * e)] : songs[Rank(which)]);
            }
            offsets[s + 1] = items.Count;
        }
        return new(offsets, [.. items], Ids.Value);
    }

    // The inverse of the sum over ranks, (rank + Flattening)^0.2 up to constants.
    private static int Rank(double uniform)
    {
        double first = Math.Pow(Flattening, 0.2), last = Math.Pow(Songs + Flattening, 0.2);
        return Math.Clamp((int)(Math.Pow(first + uniform * (last - first), 5) - Flattening), 0, Songs - 1);
    }
}
