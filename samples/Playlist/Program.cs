// Continues playlists, also with tracks that no playlist has seen, and makes playlists that flow.
using System.CommandLine;
using MusicRec.Collaborative;
using MusicRec.Data;
using MusicRec.Factorization;
using MusicRec.Ranking;
using MusicRec.Samples;
using Spectre.Console;

var folder = new Option<string>("--data") { Description = "Folder with spotify_songs.csv or spotify_songs.zip.", Required = true };
var json = new Option<string?>("--json") { Description = "Also write the results to this file.", HelpName = "FILE" };
var command = new RootCommand("Continues playlists and makes playlists that flow.") { folder, json };
command.SetAction(arguments => Screen.Run(() =>
{
    var task = new ContinuationTask(PlaylistData.Load(arguments.GetValue(folder)!));
    var (data, audio) = (task.Data, task.Data.Audio);
    AnsiConsole.MarkupLineInterpolated(
        $"{data.Playlists.Users} playlists, {data.Playlists.Items} tracks; {task.Tested.Length} playlists are continued from ten tracks each.");
    var knn = new ItemKnn().Fit(task.Train);
    var same = Scorers.SameArtist(data.Artists);
    (string, Func<IFoldIn>)[] warm =
    [
        ("random", () => Scorers.Random(task)), ("popularity", () => new Popularity().Fit(task.Train)),
        ("genre-popularity", () => Scorers.GenrePopularity(task)), ("audio", () => Scorers.NearAudio(audio)),
        ("wmf-64", () => new Wmf(new() { Factors = 64 }).Fit(task.Train)), ("item-knn", () => new ItemKnn().Fit(task.Train)),
        ("item-knn + genre", () => Scorers.Sum((knn, 1), (Scorers.GenrePopularity(task), 0.5))),
    ];
    (string, Func<IFoldIn>)[] cold =
    [
        ("random", () => Scorers.Random(task)), ("genre-audio", () => Scorers.GenreAudio(task, audio)),
        ("audio, mean", () => Scorers.MeanAudio(audio)), ("audio, nearest", () => Scorers.NearAudio(audio)), ("same artist", () => same),
        ("artist + audio", () => Scorers.Sum((Scorers.NearAudio(audio), 1), (same, 1))),
    ];
    SeedGroup[] shown = [new("title, random 10", 10, AtRandom: true)];
    (string, Func<IPlaylistModel>)[] titled =
    [
        ("title alone, nearest titles", () => StagedModels.TitleNeighbors(task.TrainLists)),
        ("title alone, factors", () => StagedModels.TitleFactors(task.TrainLists)),
        ("two-stage", () => StagedModels.Warm(task.TrainLists, data, shown)),
    ];
    (string, Func<IPlaylistModel>)[] staged = [("two-stage: artist, audio", () => StagedModels.Cold(task.TrainLists, data, shown))];
    var results = new List<(string, Outcome)>();
    foreach (var (protocol, models, lists) in new[] { ("warm", warm, titled), ("cold", cold, staged) })
    {
        List<Outcome> outcomes = [.. models.Select(model => task.Judge(model.Item1, model.Item2, protocol == "cold")),
            .. lists.Select(model => task.JudgeLists(model.Item1, model.Item2, protocol == "cold"))];
        AnsiConsole.MarkupLine(protocol == "warm"
            ? "Tracks that other playlists hold:" : "Tracks that no training playlist has, where popularity is not known:");
        Screen.Print(outcomes);
        results.AddRange(outcomes.Select(outcome => (protocol, outcome)));
    }
    results.AddRange(Categories.Print(data));
    Generation.Print(task, Scorers.Sum((knn, 1), (Scorers.NearAudio(audio), 0.5)));
    if (arguments.GetValue(json) is { } path) ResultsFile.Write(path, results);
}));
return command.Parse(args).Invoke();
