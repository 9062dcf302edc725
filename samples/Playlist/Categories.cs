using MusicRec.Collaborative;
using MusicRec.Data;
using MusicRec.Evaluation;
using MusicRec.Factorization;
using MusicRec.Playlists;
using MusicRec.Ranking;
using Spectre.Console;

namespace MusicRec.Samples;

/// <summary>The ten categories of the RecSys Challenge 2018, on one fifth of the playlists: with title or without, 0 to 100 tracks shown.</summary>
internal static class Categories
{
    private const double TestShare = 0.2;
    private const string Precision = "r-precision(artist)";

    /// <summary>Prints R-precision by category and model.</summary>
    /// <returns>The results of each category, for the results file.</returns>
    public static List<(string Protocol, Outcome Outcome)> Print(PlaylistData data)
    {
        var cases = new SeedGroupSplit { TestShare = TestShare, Seed = 1 }.Apply(data.Lists(data.Playlists));
        var evaluator = new ContinuationEvaluator(new() { Metrics = ContinuationEvaluator.ChallengeMetrics(data.Artists) });
        var (train, plays) = (cases.Train, cases.Train.ToInteractions(DuplicatePolicy.Max));
        (string Name, Func<IPlaylistModel> Fit)[] models =
        [
            ("popularity", () => PlaylistModels.From(new Sequences.EventPopularity().Fit(Sequences.ItemSequences.From(train)))),
            ("title", () => StagedModels.TitleNeighbors(train)),
            ("title factors", () => StagedModels.TitleFactors(train)),
            ("wmf-64", () => PlaylistModels.From(new Wmf(new() { Factors = 64 }).Fit(plays), train.ItemIds)),
            ("item-knn", () => PlaylistModels.From(new ItemKnn().Fit(plays), train.ItemIds)),
            ("two-stage", () => StagedModels.Warm(train, data, SeedGroup.Challenge2018)),
        ];
        var (reports, results) = (new List<ContinuationReport>(), new List<(string, Outcome)>());
        foreach (var (name, fit) in models)
        {
            var start = Environment.CpuUsage.TotalTime;
            var model = fit();
            var fitted = Environment.CpuUsage.TotalTime - start;
            reports.Add(evaluator.Evaluate(name, model, cases));
            results.Add(("categories", new(reports[^1].All, fitted)));
            results.AddRange(reports[^1].Groups.Select(group => ($"category: {group.Count.Group.Name}", new Outcome(group.Report, fitted))));
        }
        AnsiConsole.MarkupLineInterpolated($"R-precision with artist credit by category ({cases.Seeds.Count} playlists, other than above):");
        var table = new Table().Border(TableBorder.Rounded).AddColumn("category").AddColumn(new TableColumn("playlists").RightAligned());
        foreach (var (name, _) in models) table.AddColumn(new TableColumn(name).RightAligned());
        for (int g = 0; g < cases.Groups.Count; g++)
            table.AddRow([cases.Groups[g].Group.Name, $"{reports[0].Groups[g].Report.Users.Length}",
                .. reports.Select(report => Figure(report.Groups[g].Report, Precision))]);
        table.AddEmptyRow();
        foreach (string metric in reports[0].All.Metrics.Select(metric => metric.Name))
            table.AddRow([$"all: {metric}", $"{reports[0].All.Users.Length}", .. reports.Select(report => Figure(report.All, metric))]);
        AnsiConsole.Write(table);
        foreach (string line in cases.Shortfalls) AnsiConsole.MarkupLineInterpolated($"{line}");
        AnsiConsole.MarkupLineInterpolated($"{cases.LeftOut} hidden tracks that no training playlist holds need not be found.");
        return results;
    }

    private static string Figure(EvaluationReport report, string metric) =>
        report.Users.IsEmpty ? "-" : Screen.Number(report[metric].Mean, "0.000");
}
