// Content-based systems on the simulated world: every model, baseline and bound of each paper's protocol, with intervals and seconds.
using System.CommandLine;
using MusicRec.Samples;
using MusicRec.Simulation;
using Spectre.Console;

ISimulatedSystem[] systems = [new VanDenOordSystem(), new WangSystem(), new LiangSystem(), new OramasSystem()];
string names = string.Join(", ", systems.Select(system => system.Name));

var systemOption = new Option<string?>("--system") { Description = $"Only this one: {names}." };
var tracks = new Option<int?>("--tracks") { Description = "Size of the simulated world, 200 to 50,000. Default 600; 200 with --quick." };
var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 1, Description = "Another seed is another world." };
var quick = new Option<bool>("--quick") { Description = "Small and short: to see that everything runs, not to compare." };
var json = new Option<string?>("--json") { Description = "Also write the metrics to this file." };
var report = new Option<string?>("--report") { Description = "Also write a Markdown report with charts into this folder." };
var command = new RootCommand("Four surveyed systems on a simulated world.") { systemOption, tracks, seed, quick, json, report };
command.SetAction(arguments => Screen.Run(() =>
{
    var (only, small) = (arguments.GetValue(systemOption), arguments.GetValue(quick));
    if (only is not null && systems.All(system => system.Name != only))
        throw new ArgumentException($"There is no system '{only}'; there are {names}.");
    ulong worldSeed = (ulong)arguments.GetValue(seed);
    var world = new DemoCatalog(new DemoCatalogOptions { Tracks = arguments.GetValue(tracks) ?? (small ? 200 : 600), Seed = worldSeed });
    Screen.Describe(world.Plays, $"Simulated: {world.Tracks} tracks by {world.Artists} artists.");
    var tables = new List<SystemTable>();
    foreach (var system in systems.Where(system => only is null || system.Name == only))
    {
        foreach (var finding in system.Run(world, worldSeed, small))
        {
            SystemReport.Print(finding.Table);
            Orderings.Print(finding);
            AnsiConsole.WriteLine();
            tables.Add(finding.Table);
        }
    }
    if (arguments.GetValue(json) is { } path) SystemReport.WriteJson(path, tables);
    if (arguments.GetValue(report) is { } folder) SystemReport.WriteMarkdown(folder, tables);
}));
return command.Parse(args).Invoke();
