using System.Text.Json;
using Spectre.Console;

namespace MusicRec.Samples;

/// <summary>What is printed, drawn and written of findings.</summary>
internal static class TagReport
{
    private static readonly (string Name, Func<Scores, double> Of)[] Columns =
    [
        ("genre accuracy", s => s.Accuracy), ("emotion ROC-AUC", s => s.RocAuc.Average()), ("PR-AUC", s => s.PrAuc.Average()),
        ("Spearman", s => s.Spearman.Average()),
    ];

    /// <summary>A table of the models, one of the emotions for the last, and its confusions.</summary>
    public static void Print(Findings findings)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("model");
        foreach (var (name, _) in Columns) table.AddColumn(new TableColumn(name).RightAligned());
        table.AddColumn(new TableColumn("fit CPU-s").RightAligned());
        foreach (var result in findings.Results)
            table.AddRow([result.Model, .. Columns.Select(column => Cell(result, column.Of)), Screen.Number(result.FitCpu, "0.0")]);
        AnsiConsole.Write(table);
        AnsiConsole.MarkupLine("In brackets: 95 % intervals over clips. Emotions: how well clips above the median share are told from the rest.");
        Emotions(findings.Results[^1]);
        Confusions(findings.Results[^1]);
    }

    /// <summary>Learning curves and the last model's confusions, as SVG files in a folder.</summary>
    public static void Draw(string folder, Findings findings)
    {
        Directory.CreateDirectory(folder);
        double[] Mean(Func<LearningCurve, List<double>> of) => [.. Enumerable.Range(0, findings.Curves.Min(curve => of(curve).Count))
            .Select(epoch => findings.Curves.Average(curve => of(curve)[epoch]))];
        List<ChartLine> lines = [new("training, mean", Mean(c => c.Training)), new("test, mean", Mean(c => c.Test))];
        if (findings.Curves.Count > 1) lines.AddRange(findings.Curves.Index().Select(c => new ChartLine($"test, fold {c.Index + 1}", c.Item.Test)));
        SvgChart.Lines(
            Path.Combine(folder, "learning-curves.svg"), "Convolutional network: loss of genre and emotions", "epoch", "cross-entropy", lines);
        var last = findings.Results[^1];
        int accuracy = (int)Math.Round(100 * last.Scores.Accuracy);
        SvgChart.Grid(Path.Combine(folder, "confusion.svg"), $"{last.Model}: {accuracy} % of genres right", "is", "said to be",
            Emotify.Genres, Confusion(last));
    }

    /// <summary>The results as JSON, in the shape of all samples.</summary>
    public static void Write(string path, string protocol, Findings findings)
    {
        using var file = File.Create(path);
        using var json = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteStartArray("results");
        foreach (var result in findings.Results)
        {
            List<(string Name, Func<Scores, double> Of)> metrics = [("accuracy", Columns[0].Of), ("roc-auc", Columns[1].Of),
                ("pr-auc", Columns[2].Of), ("spearman", Columns[3].Of)];
            foreach (var (e, emotion) in Emotify.Emotions.Index())
                metrics.AddRange([($"roc-auc/{emotion}", s => s.RocAuc[e]), ($"pr-auc/{emotion}", s => s.PrAuc[e])]);
            json.WriteStartObject();
            json.WriteString("model", result.Model);
            json.WriteString("protocol", protocol);
            json.WriteStartObject("metrics");
            foreach (var (name, of) in metrics) json.WriteNumber(name, of(result.Scores));
            json.WriteEndObject();
            json.WriteStartObject("interval");
            foreach (var (name, of) in metrics)
            {
                var (low, high) = result.Interval(of);
                json.WriteStartArray(name);
                json.WriteNumberValue(low);
                json.WriteNumberValue(high);
                json.WriteEndArray();
            }
            json.WriteEndObject();
            json.WriteStartObject("seconds");
            json.WriteNumber("fitCpu", Math.Round(result.FitCpu, 2));
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Cell(TagResult result, Func<Scores, double> score)
    {
        var (low, high) = result.Interval(score);
        return Markup.Escape($"{Screen.Number(score(result.Scores), "0.000")} [{Screen.Number(low, "0.00")} {Screen.Number(high, "0.00")}]");
    }

    private static void Emotions(TagResult result)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn(result.Model);
        foreach (string column in (string[])["ROC-AUC", "PR-AUC", "Spearman"]) table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var (e, emotion) in Emotify.Emotions.Index())
            table.AddRow(emotion, Cell(result, s => s.RocAuc[e]), Cell(result, s => s.PrAuc[e]), Cell(result, s => s.Spearman[e]));
        AnsiConsole.Write(table);
    }

    private static void Confusions(TagResult result)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("is \\ said");
        foreach (string genre in Emotify.Genres) table.AddColumn(new TableColumn(genre).RightAligned());
        foreach (var (row, genre) in Confusion(result).Zip(Emotify.Genres)) table.AddRow([genre, .. row.Select(count => $"{count}")]);
        AnsiConsole.Write(table);
    }

    private static int[][] Confusion(TagResult result) => [.. Emotify.Genres.Select((_, g) =>
    {
        var said = result.Clips.Zip(result.Predictions).Where(pair => pair.First.Genre == g).Select(pair => Scores.Largest(pair.Second.Genres));
        var counts = said.CountBy(s => s).ToDictionary();
        return Emotify.Genres.Select((_, s) => counts.GetValueOrDefault(s)).ToArray();
    })];
}
