// The surveyed systems on real data: every model beside its baselines, random scores and an upper bound, with intervals and seconds.
using System.CommandLine;
using MusicRec;
using MusicRec.Samples;
using MusicRec.Samples.SurveyedSystems;
using Spectre.Console;

ISurveyedSystem[] systems = [new ColdArtists(), new SongRatings(), new NewTracks(), new PlaylistTracks()];

var dataOption = new Option<string>("--data") { Description = "The folder that holds the data sets, one folder each.", Required = true };
var systemOption = new Option<string?>("--system") { Description = $"Only this one: {string.Join(", ", systems.Select(system => system.Name))}." };
var quickOption = new Option<bool>("--quick") { Description = "Small and fast settings: to see that everything runs, not to compare." };
var jsonOption = new Option<string?>("--json") { Description = "Also write the results to this file." };
var reportOption = new Option<string?>("--report") { Description = "Also write a Markdown report with charts into this folder." };
var command = new RootCommand("Measures the surveyed systems.") { dataOption, systemOption, quickOption, jsonOption, reportOption };
command.SetAction(arguments => Screen.Run(() =>
{
    string data = arguments.GetValue(dataOption)!;
    string? only = arguments.GetValue(systemOption);
    if (only is not null && systems.All(system => system.Name != only))
        throw new ArgumentException($"There is no system '{only}'; there are {string.Join(", ", systems.Select(system => system.Name))}.");
    var tables = new List<SystemTable>();
    foreach (var system in systems.Where(system => only is null || system.Name == only))
    {
        if (!File.Exists(Path.Combine(data, system.Needs)))
        {
            if (only is not null) throw new MusicRecException($"{system.Name} needs {system.Needs} in {data}, which is not there.");
            AnsiConsole.MarkupLineInterpolated($"{system.Name}: left out, since {system.Needs} is not in {data}.");
            continue;
        }
        foreach (var table in system.Run(data, arguments.GetValue(quickOption)))
        {
            SystemReport.Print(table);
            tables.Add(table);
        }
    }
    if (arguments.GetValue(jsonOption) is { } json) SystemReport.WriteJson(json, tables);
    if (arguments.GetValue(reportOption) is { } folder) SystemReport.WriteMarkdown(folder, tables);
}));
return command.Parse(args).Invoke();
