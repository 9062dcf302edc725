// Learns genre and felt emotions of music from its sound: a convolutional network against a logistic regression, by cross-validation.
using System.CommandLine;
using MusicRec;
using MusicRec.Samples;
using Spectre.Console;

var data = new Option<string>("--data") { Description = "Folder of Emotify: annotations.csv and clips/GENRE/ID.ogg.", Required = true };
var test = new Option<string?>("--test") { Description = "Another such folder: train on all of --data, report on this one." };
var quick = new Option<bool>("--quick") { Description = "Few epochs and one fold: to see that everything runs, not to compare." };
var json = new Option<string?>("--json") { Description = "Also write the results to this file.", HelpName = "FILE" };
var charts = new Option<string?>("--charts") { Description = "Also draw learning curves and confusions (SVG) in this folder.", HelpName = "FOLDER" };
var command = new RootCommand("Learns genre and felt emotions of music from its sound.") { data, test, quick, json, charts };
command.SetAction(arguments => Screen.Run(() =>
{
    var clips = Load(arguments.GetValue(data)!);
    var held = arguments.GetValue(test) is { } other ? Load(other) : null;
    bool fast = arguments.GetValue(quick);
    var findings = held is not null ? Experiment.Once(clips, held, fast) : Experiment.Folds(clips, fast ? 1 : 5, fast);
    TagReport.Print(findings);
    if (arguments.GetValue(json) is { } path) TagReport.Write(path,
        held is not null ? "held-out folder" : $"{(fast ? "1 of 5" : "5")}-fold", findings);
    if (arguments.GetValue(charts) is { } pictures) TagReport.Draw(pictures, findings);
}));
return command.Parse(args).Invoke();

static List<TaggedClip> Load(string folder)
{
    var clips = Emotify.Load(folder, warning => AnsiConsole.MarkupLineInterpolated($"[yellow]{warning}[/]"));
    if (clips.Count < 20) throw new MusicRecException($"'{folder}' has {clips.Count} judged clips; at least 20 are needed.");
    AnsiConsole.MarkupLineInterpolated($"{clips.Count} clips in {folder}");
    return clips;
}
