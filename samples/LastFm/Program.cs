// Every model side by side on Last.fm-2K (HetRec 2011), or on any file of plays: quality with confidence intervals, and seconds.
using System.CommandLine;
using MusicRec.Evaluation;
using MusicRec.Samples;
using MusicRec.Samples.LastFm;
using Spectre.Console;

var dataOption = new Option<string?>("--data")
{
    Description = "Last.fm-2K: the archive hetrec2011-lastfm-2k.zip, its folder, or a folder with train.tsv and test.tsv.",
};
var playsOption = new Option<string?>("--plays")
{
    Description = "Any file of plays instead: listener, item, plays. A fifth of each listener's items is hidden, by seed.",
};
var onlyOption = new Option<string[]>("--only") { Description = "Only these models, by name.", AllowMultipleArgumentsPerToken = true };
var quickOption = new Option<bool>("--quick") { Description = "Small and fast settings: to see that everything runs, not to compare." };
var jsonOption = new Option<string?>("--json") { Description = "Also write the results to this file." };
var command = new RootCommand("Compares the models on real listening data.") { dataOption, playsOption, onlyOption, quickOption, jsonOption };
command.SetAction(arguments => Screen.Run(() =>
{
    bool quick = arguments.GetValue(quickOption);
    var split = SplitSource.Read(arguments.GetValue(dataOption), arguments.GetValue(playsOption));
    Screen.Describe(split.Train, $"Training part; {split.Test.Count:N0} pairs are hidden.");
    var outcomes = Screen.Compare(Contenders.All(quick, arguments.GetValue(onlyOption) ?? []), split, new EvaluatorOptions
    {
        Metrics = [new Ndcg(10), new Ndcg(100), new AveragePrecision(10), new Recall(20)],
        Resamples = quick ? 200 : 1000,
    });
    Screen.Print(outcomes);
    PrintTies(outcomes, permutations: quick ? 4000 : 10_000);
    if (arguments.GetValue(jsonOption) is { } json) ResultsFile.Write(json, "warm", outcomes);
}));
return command.Parse(args).Invoke();

// Which of the best model's leads could be chance?
static void PrintTies(List<Outcome> outcomes, int permutations)
{
    if (outcomes.Count < 2) return;
    var reports = outcomes.Select(outcome => outcome.Report).OrderByDescending(report => report.Metrics[0].Mean).ToList();
    string metric = reports[0].Metrics[0].Name;
    var ties = Comparison.AllPairs(reports, metric, permutations)
        .Where(pair => pair.First == reports[0].Model && pair.AdjustedPValue > 0.05).ToList();
    string text = ties.Count == 0 ? "ahead of every other model" : $"not told apart from {string.Join(", ", ties.Select(pair => pair.Second))}";
    AnsiConsole.MarkupLineInterpolated($"{reports[0].Model} is best by {metric} and {text} (paired permutation test, Holm's correction, 5 %).");
}
