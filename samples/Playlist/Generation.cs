using MusicRec.Playlists;
using MusicRec.Ranking;
using Spectre.Console;

namespace MusicRec.Samples;

/// <summary>One playlist per genre, from three tracks of a tested playlist to a list that can be played.</summary>
internal static class Generation
{
    private const int Candidates = 100, Tracks = 12, Seeds = 3;

    public static void Print(ContinuationTask task, IFoldIn model)
    {
        var data = task.Data;
        var (mood, audio) = (data.Mood, data.Audio);
        var table = new Table().Border(TableBorder.Rounded).AddColumn("genre").AddColumn("first tracks of the generated list");
        foreach (string column in (string[])["artists / track", "step before", "step after"]) table.AddColumn(new TableColumn(column).RightAligned());
        var candidates = Ranker.RecommendFromHistories(model, task.FoldIn, new RankingOptions { K = Candidates });
        foreach (var (g, genre) in data.GenreNames.Index())
        {
            int playlist = task.Tested.First(u => data.GenreOf[u] == g);
            int[] seeds = task.FoldIn.ItemsOf(playlist)[..Seeds].ToArray();
            var list = new PlaylistStages(new NoRepeats(seeds), new MarginalRelevance(audio, 0.3), new ArtistSpacing(data.Artists, gap: 3, most: 2),
                new TargetDuration([.. data.Seconds], 45 * 60), new TargetLength(Tracks)).Apply(candidates[playlist].ToArray());
            var ordered = new SmoothOrder(mood).Apply(list);
            int[] before = [.. list.Select(t => t.Item)], after = [.. ordered.Select(t => t.Item)];
            string first = string.Join("\n", after.Take(5).Select(track => Line(data, track)));
            table.AddRow(Markup.Escape($"{genre}\n({data.Titles[playlist]})"), Markup.Escape(first),
                Screen.Number(PlaylistMeasures.ArtistDiversity(after, data.Artists), "0.00"),
                Screen.Number(PlaylistMeasures.Roughness(before, mood), "0.00"),
                Screen.Number(PlaylistMeasures.Roughness(after, mood), "0.00"));
        }
        AnsiConsole.Write(table);
        AnsiConsole.MarkupLine($"{Tracks} tracks each, at most two of an artist, three others between. Step: mean change of energy, loudness, "
            + "valence, tempo and key between neighbours, in standard deviations, before and after putting them in order.");
    }

    private static string Line(PlaylistData data, int track)
    {
        var (energy, _, tempo) = data.Feel(track);
        string name = data.Names[track];
        return $"{(name.Length > 34 ? name[..33] + "…" : name)}  {Screen.Number(tempo, "0")} bpm, energy {Screen.Number(energy, "0.00")}";
    }
}
