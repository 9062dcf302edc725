using MusicRec.Data;
using MusicRec.Numerics;

namespace MusicRec.Simulation;

/// <summary>Sessions of the simulated world, and which of their events were skipped; docs/methods/demo-catalog.md.</summary>
public sealed class DemoSessions
{
    private const long Start = 1_700_000_000, TrackSeconds = 210, SkippedSeconds = 20;

    private readonly bool[] _skipped;

    internal DemoSessions(ulong seed, Interactions plays, DemoListening listening, IReadOnlyList<DemoSound> sounds)
    {
        var (owners, items, times, skipped) = (new List<int>(), new List<int>(), new List<long>(), new List<bool>());
        var users = new List<int>();
        for (int user = 0; user < plays.Users; user++)
        {
            double[] taste = listening.Taste(user);
            var (random, skip) = (DemoDraw.Of(seed, DemoStream.Session, user), DemoDraw.Of(seed, DemoStream.Skip, user));
            long now = Start + 3600L * random.Below(0, 24);
            ulong drawn = 0;
            foreach (int[] session in Cut(Queue(plays, user, random, listening), random))
            {
                Smooth(session, sounds);
                foreach (int track in session)
                {
                    bool skips = skip.Uniform(drawn++) < DemoDraw.Logistic(-1.5 - 1.2 * listening.Match(taste, track));
                    owners.Add(users.Count);
                    items.Add(track);
                    times.Add(now);
                    skipped.Add(skips);
                    now += skips ? SkippedSeconds : TrackSeconds;
                }
                users.Add(user);
                now += 86_400 - now % 86_400 + 3600L * random.Below((ulong)(1_000_000 + users.Count), 24);
            }
        }
        Events = EventSequences.FromEvents(
            owners.ToArray(), items.ToArray(), IdMap.Sequential(users.Count), plays.ItemIds, times.ToArray());
        (UserOf, _skipped) = (users, [.. skipped]);
    }

    /// <summary>The sessions, one sequence each; those of a user are consecutive.</summary>
    public EventSequences Events { get; }

    /// <summary>The user of each session.</summary>
    public IReadOnlyList<int> UserOf { get; }

    /// <summary>Whether each event of a session was skipped.</summary>
    public ReadOnlySpan<bool> SkippedOf(int session) =>
        _skipped.AsSpan((int)Events.Offsets[Require.Index(session, Events.Count)], Events[session].Length);

    /// <summary>A user's plays in a random order, with one event in ten from the radio.</summary>
    private static List<int> Queue(Interactions plays, int user, CounterRandom random, DemoListening listening)
    {
        var queue = new List<int>();
        var weights = plays.WeightsOf(user);
        for (int e = 0; e < weights.Length; e++) queue.AddRange(Enumerable.Repeat(plays.ItemsOf(user)[e], (int)weights[e]));
        for (ulong extra = (ulong)queue.Count / 9; extra > 0; extra--) queue.Add(listening.Meet(random.Uniform(2_000_000 + extra)));
        int[] order = [.. queue];
        random.Shuffle(order.AsSpan());
        return [.. order];
    }

    private static IEnumerable<int[]> Cut(List<int> queue, CounterRandom random)
    {
        ulong session = 0;
        for (int at = 0; at < queue.Count; session++)
        {
            int count = Math.Min(5 + random.Below(3_000_000 + session, 16), queue.Count - at);
            yield return queue.GetRange(at, count).ToArray();
            at += count;
        }
    }

    /// <summary>The next track is the one nearest in tempo and energy among the next four in line.</summary>
    private static void Smooth(int[] session, IReadOnlyList<DemoSound> sounds)
    {
        for (int i = 1; i < session.Length; i++)
        {
            var last = sounds[session[i - 1]];
            int best = i;
            for (int j = i + 1; j < Math.Min(i + 4, session.Length); j++)
                if (Distance(last, sounds[session[j]]) < Distance(last, sounds[session[best]])) best = j;
            (session[i], session[best]) = (session[best], session[i]);
        }
    }

    private static double Distance(DemoSound a, DemoSound b) =>
        (a.Tempo - b.Tempo) * (a.Tempo - b.Tempo) + (a.Energy - b.Energy) * (a.Energy - b.Energy);
}
