using MusicRec.Data;
using MusicRec.Numerics;
using MusicRec.Text;

namespace MusicRec.Hybrid;

/// <summary>Playlists by their normalised titles; playlists without a title are in none.</summary>
internal sealed class TitleGroups
{
    public TitleGroups(EventSequences playlists)
    {
        if (!Require.NotNull(playlists).HasTitles) throw new MusicRecException("The playlists have no titles to learn from.");
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int p = 0; p < playlists.Count; p++)
        {
            string title = TitleEncoder.Normalize(playlists.TitleOf(p));
            if (title.Length == 0) continue;
            if (!known.TryGetValue(title, out int group))
            {
                known[title] = group = Titles.Count;
                Titles.Add(title);
                Members.Add([]);
            }
            Members[group].Add(p);
        }
        if (Titles.Count == 0)
            throw new MusicRecException($"None of the {playlists.Count} playlists has a title with letters, digits or signs in it.");
    }

    /// <summary>The different titles, in order of first appearance.</summary>
    public List<string> Titles { get; } = [];

    /// <summary>Playlists of each title, ascending.</summary>
    public List<List<int>> Members { get; } = [];

    /// <summary>How many playlists of each title hold each track, shape [titles, items].</summary>
    public Csr Tracks(EventSequences playlists)
    {
        var (offsets, tracks, counts) = (new long[Titles.Count + 1], new List<int>(), new List<float>());
        for (int t = 0; t < Titles.Count; t++)
        {
            var held = new SortedDictionary<int, int>();
            foreach (int playlist in Members[t])
                foreach (int track in playlists[playlist].ToArray().Distinct()) held[track] = held.GetValueOrDefault(track) + 1;
            foreach (var (track, count) in held)
            {
                tracks.Add(track);
                counts.Add(count);
            }
            offsets[t + 1] = tracks.Count;
        }
        return new(Titles.Count, playlists.Items, offsets, [.. tracks], [.. counts]);
    }
}
