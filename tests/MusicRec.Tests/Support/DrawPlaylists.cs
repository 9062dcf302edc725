using MusicRec.Data;

namespace MusicRec.Tests;

/// <summary>Small playlists, the same on every run.</summary>
internal static class DrawPlaylists
{
    /// <summary>Playlists of some themes: theme t draws three of four tracks from its own block of the catalogue, and is called "theme t" followed
    /// by a number. Artists have five tracks, albums two.</summary>
    public static EventSequences Themed(int playlists, int themes, int tracksPerTheme, int length, int seed, bool titles = true)
    {
        var random = new Random(seed);
        var (owners, events, names, seconds) = (new List<int>(), new List<int>(), new List<string>(), new List<double>());
        int items = themes * tracksPerTheme;
        for (int p = 0; p < playlists; p++)
        {
            int theme = p % themes;
            names.Add($"Theme {(char)('A' + theme)}{(char)('A' + theme)} {random.Next(100)}!");
            int[] own = [.. Enumerable.Range(theme * tracksPerTheme, tracksPerTheme)], any = [.. Enumerable.Range(0, items)];
            random.Shuffle(own);
            random.Shuffle(any);
            foreach (int track in own.Take(3 * length / 4).Concat(any.Take(length / 4)).Distinct())
            {
                owners.Add(p);
                events.Add(track);
            }
        }
        int[] artists = [.. Enumerable.Range(0, items).Select(i => i / 5)], albums = [.. Enumerable.Range(0, items).Select(i => i / 2)];
        return EventSequences.FromEvents([.. owners], [.. events], new IdMap(Enumerable.Range(0, playlists).Select(p => $"p{p}")),
            new IdMap(Enumerable.Range(0, items).Select(i => $"t{i}")), titles: titles ? names : null,
            tracks: new TrackAttributes(items, artists, albums));
    }

    /// <summary>Playlists as given, with titles or without.</summary>
    public static EventSequences Of(int items, int[][] rows, string[]? titles = null)
    {
        int[] owners = [.. rows.SelectMany((row, p) => row.Select(_ => p))];
        return EventSequences.FromEvents(owners, [.. rows.SelectMany(row => row)], IdMap.Sequential(rows.Length), IdMap.Sequential(items),
            titles: titles);
    }
}
