using MusicRec.Data;
using MusicRec.Numerics;

namespace MusicRec.Simulation;

/// <summary>Who plays what in the simulated world: exposure, taste, choice; docs/methods/demo-catalog.md.</summary>
internal sealed class DemoListening
{
    private const int UsersPerChunk = 64, MostPlays = 200;
    private readonly ulong _seed;
    private readonly DemoFactors _factors;
    private readonly double[] _exposure, _artistExposure; // running sums

    public DemoListening(ulong seed, DemoFactors factors)
    {
        (_seed, _factors) = (seed, factors);
        int artists = factors.FirstTrack.Length;
        var (ofArtist, ofTrack) = (DemoDraw.Of(seed, DemoStream.ArtistExposure), DemoDraw.Of(seed, DemoStream.TrackExposure));
        (_exposure, _artistExposure) = (new double[factors.ArtistOf.Length], new double[artists]);
        double sum = 0, artistSum = 0;
        for (int a = 0; a < artists; a++) _artistExposure[a] = artistSum += Math.Exp(0.8 * ofArtist.Normal((ulong)a));
        for (int t = 0; t < _exposure.Length; t++)
            _exposure[t] = sum += Math.Exp(0.8 * ofArtist.Normal((ulong)factors.ArtistOf[t]) + 0.7 * ofTrack.Normal((ulong)t));
    }

    /// <summary>The taste of a user, divided by its length.</summary>
    public double[] Taste(int user)
    {
        var random = DemoDraw.Of(_seed, DemoStream.Taste, user);
        var first = _factors.Artists[Find(_artistExposure, random.Uniform(0))];
        var second = _factors.Artists[Find(_artistExposure, random.Uniform(1))];
        var taste = new double[DemoFactors.Count];
        double length = 0;
        for (int f = 0; f < taste.Length; f++)
        {
            taste[f] = first[f] + second[f] + 0.7 * random.Normal((ulong)(2 + f));
            length += taste[f] * taste[f];
        }
        for (int f = 0; f < taste.Length; f++) taste[f] /= Math.Sqrt(length);
        return taste;
    }

    /// <summary>How much a track is to a taste; about standard normal over tracks.</summary>
    public double Match(double[] taste, int track)
    {
        double match = 0;
        var z = _factors.Tracks[track];
        for (int f = 0; f < taste.Length; f++) match += taste[f] * z[f];
        return match;
    }

    /// <summary>A track drawn by exposure.</summary>
    public int Meet(double uniform) => Find(_exposure, uniform);

    /// <summary>All plays.</summary>
    public Interactions Plays(int users, IdMap userIds, IdMap itemIds)
    {
        var rows = new (int Track, int Plays)[users][];
        int chunks = (users + UsersPerChunk - 1) / UsersPerChunk;
        WorkerTeam.Shared.Run(chunks, WorkerTeam.Threads(0), (chunk, _) =>
        {
            for (int u = chunk * UsersPerChunk; u < Math.Min(users, (chunk + 1) * UsersPerChunk); u++) rows[u] = Of(u);
        });
        int[] owners = [.. rows.SelectMany((row, user) => Enumerable.Repeat(user, row.Length))];
        int[] items = [.. rows.SelectMany(row => row.Select(play => play.Track))];
        float[] counts = [.. rows.SelectMany(row => row.Select(play => (float)play.Plays))];
        return Interactions.FromTriples(owners, items, counts, userIds, itemIds);
    }

    private (int Track, int Plays)[] Of(int user)
    {
        var (meeting, choice, count) = (DemoDraw.Of(_seed, DemoStream.Meeting, user), DemoDraw.Of(_seed, DemoStream.Choice, user),
            DemoDraw.Of(_seed, DemoStream.Count, user));
        double[] taste = Taste(user);
        int kept = Math.Min(10 + (int)(25 * meeting.Exponential(0)), _exposure.Length / 8);
        var met = new HashSet<int>();
        for (ulong draw = 1; met.Count < 8 * kept && draw < 200ul * (ulong)kept; draw++) met.Add(Meet(meeting.Uniform(draw)));
        return [.. met.OrderByDescending(track => 2.5 * Match(taste, track) + choice.Gumbel((ulong)track)).ThenBy(track => track).Take(kept)
            .Select(track => (track, Count(count.Exponential((ulong)track), Match(taste, track))))];
    }

    private static int Count(double exponential, double match) => (int)Math.Min(MostPlays, 1 + exponential * Math.Exp(0.6 * match));

    private static int Find(double[] sums, double uniform)
    {
        int found = Array.BinarySearch(sums, uniform * sums[^1]);
        return Math.Min(found < 0 ? ~found : found, sums.Length - 1);
    }
}
