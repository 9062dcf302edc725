// What comes next? Sequence models side by side on sessions: every prefix of every test session predicts its next song, all songs are ranked.
using System.CommandLine;
using System.Globalization;
using MusicRec.Evaluation;
using MusicRec.Samples;
using MusicRec.Samples.NextTrack;
using Spectre.Console;

var dataOption = new Option<string?>("--data") { Description = "A folder with train-sessions.txt.gz and test-sessions.txt.gz." };
var trainOption = new Option<string?>("--train") { Description = "Training sessions instead: one a line, items separated by blanks." };
var testOption = new Option<string?>("--test") { Description = "Test sessions, in the same form." };
var modelsOption = new Option<string[]>("--models")
{
    Description = $"Only these models, separated by commas: {string.Join(", ", Rivals.All([]).Select(rival => rival.Key))}.",
    AllowMultipleArgumentsPerToken = true,
};
var epochsOption = new Option<int?>("--epochs") { Description = "Passes over the sessions of networks, instead of their defaults." };
var quickOption = new Option<bool>("--quick") { Description = "A small part of the sessions: to see that everything runs, not to compare." };
var tiesOption = new Option<bool>("--mean-ties")
{
    Description = "Songs of equal scores share the mean of their ranks, as in tables made by sorting, instead of counting against the model.",
};
var validateOption = new Option<bool>("--validate")
{
    Description = "Only choose the weights of the blend, on the last training sessions, and print them; test sessions are not looked at.",
};
var jsonOption = new Option<string?>("--json") { Description = "Also write the results to this file." };
var command = new RootCommand("Compares the models of what comes next.")
    { dataOption, trainOption, testOption, modelsOption, epochsOption, quickOption, tiesOption, validateOption, jsonOption };
command.SetAction(arguments => Screen.Run(() =>
{
    bool quick = arguments.GetValue(quickOption);
    int? epochs = quick ? 1 : arguments.GetValue(epochsOption);
    char[] separators = [',', ' '];
    string[] only = [.. (arguments.GetValue(modelsOption) ?? []).SelectMany(keys => keys.Split(separators, StringSplitOptions.RemoveEmptyEntries))];
    var rivals = Rivals.All(only, epochs);
    var files = SessionFiles.Read(arguments.GetValue(dataOption), arguments.GetValue(trainOption), arguments.GetValue(testOption), quick);
    if (arguments.GetValue(validateOption))
    {
        Validation.Print(files.Train, epochs);
        return;
    }
    long cases = Enumerable.Range(0, files.Test.Count).Sum(row => Math.Max(0L, files.Test[row].Length - 1));
    AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture,
        $"[bold]{files.Train.Count:N0}[/] sessions to learn from, [bold]{files.Train.Items:N0}[/] songs, [bold]{cases:N0}[/] cases to predict.");
    if (files.Test.Unknown > 0)
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture,
            $"{files.Test.Unknown:N0} test events are of songs that no training session holds; no model can predict them, and they are left out.");
    var evaluator = new SequenceEvaluator(new SequenceEvaluatorOptions
    {
        Metrics = [new HitRate(20), new ReciprocalRank(20), new HitRate(5), new ReciprocalRank(5), new MeanPopularity(20, Plays(files))],
        CatalogueMetrics = [new CatalogueCoverage(20)],
        Ties = arguments.GetValue(tiesOption) ? TiePolicy.Mean : TiePolicy.Last,
        Resamples = quick ? 200 : 1000,
    });
    var outcomes = new List<Outcome>();
    foreach (var rival in rivals)
    {
        var (model, fitCpu) = rival.Fit(files.Train, new Epochs(rival.Name));
        outcomes.Add(new Outcome(evaluator.Evaluate(rival.Name, model, files.Test), fitCpu));
        Console.WriteLine(Describe(outcomes[^1]));
    }
    Screen.Print(outcomes);
    if (arguments.GetValue(jsonOption) is { } json) ResultsFile.Write(json, "next item, all songs ranked", outcomes);
}));
return command.Parse(args).Invoke();

static string Describe(Outcome outcome)
{
    string Percent(string metric)
    {
        var result = outcome.Report[metric];
        string interval = result.Interval is { } i ? $" ({Screen.Number(100 * i.Low, "0.00")} .. {Screen.Number(100 * i.High, "0.00")})" : "";
        return $"{Screen.Number(100 * result.Mean, "0.00")} %{interval}";
    }
    string Seconds(TimeSpan time) => Screen.Number(time.TotalSeconds, "0.0");
    return $"{outcome.Report.Model}: P@20 {Percent("hit@20")}, MRR@20 {Percent("mrr@20")}, " +
        $"fitted in {Seconds(outcome.FitCpu)} CPU-s, evaluated in {Seconds(outcome.Report.Cpu)} CPU-s";
}

static long[] Plays(SessionFiles files)
{
    var plays = new long[files.Train.Items];
    for (int row = 0; row < files.Train.Count; row++)
        foreach (int item in files.Train[row]) plays[item]++;
    return plays;
}
