// Content-based systems on the simulated world: every model, baseline and bound on one protocol, with intervals and seconds.
using System.CommandLine;
using MusicRec.Samples;

var tracks = new Option<int?>("--tracks") { Description = "Size of the simulated world, 200 to 50,000. Default 600; 200 with --quick." };
var seed = new Option<int>("--seed") { DefaultValueFactory = _ => 1, Description = "Another seed is another world." };
var quick = new Option<bool>("--quick") { Description = "Small and short: to see that everything runs, not to compare." };
var json = new Option<string?>("--json") { Description = "Also write the metrics to this file." };
var command = new RootCommand("van den Oord et al. 2013 on a simulated world: tracks that nobody has played.") { tracks, seed, quick, json };
command.SetAction(arguments => Screen.Run(() =>
{
    var table = new VanDenOordTable(arguments.GetValue(tracks), (ulong)arguments.GetValue(seed), arguments.GetValue(quick));
    var outcomes = table.Run();
    Screen.Print(outcomes);
    Orderings.Print(outcomes, table.Expected);
    if (arguments.GetValue(json) is { } path) ResultsFile.Write(path, "cold items of the simulated world", outcomes);
}));
return command.Parse(args).Invoke();
