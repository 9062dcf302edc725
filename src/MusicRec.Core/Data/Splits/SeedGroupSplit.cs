using MusicRec.Numerics;

namespace MusicRec.Data;

/// <summary>Playlists cut as in the RecSys Challenge 2018: some are taken out of the training data whole, put into categories by how much of them is
/// shown (<see cref="SeedGroup"/>), and their other tracks must be found. Repeats of a track within a playlist count once, at their first place.
/// Groups that ask for most tracks choose first, each among all playlists that are long enough (and have a title where one is shown) in an order
/// drawn by the seed; a group that finds too few is told in <see cref="ContinuationCases.Groups"/>, never dropped.</summary>
public sealed record SeedGroupSplit
{
    /// <summary>The categories. Default the challenge's ten.</summary>
    public IReadOnlyList<SeedGroup> Groups
    {
        get;
        init => field = Require.NotNull(value).Count > 0
            ? value : throw new ArgumentException("There is no group; give at least one.", nameof(Groups));
    } = SeedGroup.Challenge2018;

    /// <summary>Most playlists a group. Default 1,000, as in the challenge; small data have fewer, see <see cref="TestShare"/>.</summary>
    public int PlaylistsPerGroup { get; init => field = Require.Positive(value); } = 1000;

    /// <summary>Most of the playlists that all groups together take, in (0, 1): a group gets floor(share x playlists / groups), at least one.
    /// Default 0.1.</summary>
    public double TestShare { get; init => field = Require.Fraction(value); } = 0.1;

    /// <summary>Distinct tracks that a playlist must hold beside those shown. Default 5.</summary>
    public int LeastHidden { get; init => field = Require.Positive(value); } = 5;

    /// <summary>Which hidden tracks must be found. Default those that training playlists hold.</summary>
    public HiddenTracks Hidden { get; init => field = Require.Defined(value); }

    /// <summary>Seed of the choice of playlists and of tracks.</summary>
    public ulong Seed { get; init; }

    /// <summary>Makes the cut.</summary>
    /// <param name="playlists">Playlists, with titles where a group shows them.</param>
    public ContinuationCases Apply(EventSequences playlists)
    {
        int[][] tracks = Distinct(Require.NotNull(playlists));
        int wanted = Math.Min(PlaylistsPerGroup, Math.Max(1, (int)(TestShare * playlists.Count / Groups.Count)));
        var cases = Choose(playlists, tracks, wanted);
        var asked = cases.Select(c => c.Playlist).ToHashSet();
        var train = playlists.Select([.. Enumerable.Range(0, playlists.Count).Where(p => !asked.Contains(p))]);
        var heard = new bool[playlists.Items];
        foreach (int track in train.Events) heard[track] = true;
        var (seeds, users, items) = (new List<int[]>(), new List<int>(), new List<int>());
        long left = 0;
        foreach (var (row, (group, playlist)) in cases.Index())
        {
            var (shown, rest) = Cut(Groups[group], playlist, tracks[playlist]);
            seeds.Add(shown);
            foreach (int track in rest)
            {
                if (Hidden != HiddenTracks.All && heard[track] != (Hidden == HiddenTracks.Known)) left++;
                else
                {
                    users.Add(row);
                    items.Add(track);
                }
            }
        }
        var source = playlists.Select([.. cases.Select(c => c.Playlist)]);
        string[] titles = [.. cases.Select(c => Groups[c.Group].HasTitle ? playlists.TitleOf(c.Playlist) : "")];
        var hidden = Interactions.FromTriples([.. users], [.. items], [], source.Ids, source.ItemIds);
        var counts = Groups.Select((group, g) => new SeedGroupCount(group, wanted, cases.Count(c => c.Group == g))).ToArray();
        return new(train, source.With(seeds, playlists.HasTitles ? titles : null), hidden, [.. cases.Select(c => c.Group)], counts, left);
    }

    // Ordered by group, then by playlist.
    private List<(int Group, int Playlist)> Choose(EventSequences playlists, int[][] tracks, int wanted)
    {
        var random = new CounterRandom(Seed, Stream: 31);
        int[] order = [.. Enumerable.Range(0, playlists.Count).OrderBy(p => random.Bits((ulong)p)).ThenBy(p => p)];
        var (taken, cases) = (new bool[playlists.Count], new List<(int Group, int Playlist)>());
        int most = Math.Max(0, playlists.Count - 1); // something must be left to learn from
        foreach (int group in Enumerable.Range(0, Groups.Count).OrderByDescending(g => Groups[g].Tracks))
        {
            var (asks, found) = (Groups[group], 0);
            foreach (int playlist in order)
            {
                if (found == wanted || cases.Count == most) break;
                bool fits = !taken[playlist] && tracks[playlist].Length >= asks.Tracks + LeastHidden
                    && (!asks.HasTitle || !string.IsNullOrWhiteSpace(playlists.TitleOf(playlist)));
                if (!fits) continue;
                (taken[playlist], found) = (true, found + 1);
                cases.Add((group, playlist));
            }
        }
        cases.Sort();
        return cases;
    }

    private (int[] Shown, int[] Hidden) Cut(SeedGroup group, int playlist, int[] tracks)
    {
        if (!group.AtRandom) return (tracks[..group.Tracks], tracks[group.Tracks..]);
        bool[] shown = SplitKeys.Smallest(tracks.Length, Enumerable.Range(0, tracks.Length), group.Tracks,
            place => SplitKeys.Pair(Seed, (ulong)playlist, (ulong)place));
        return ([.. tracks.Where((_, place) => shown[place])], [.. tracks.Where((_, place) => !shown[place])]);
    }

    private static int[][] Distinct(EventSequences playlists)
    {
        var tracks = new int[playlists.Count][];
        for (int p = 0; p < tracks.Length; p++) tracks[p] = [.. playlists[p].ToArray().Distinct()];
        return tracks;
    }
}
