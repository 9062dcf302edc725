using System.Text.Json;
using Spectre.Console;

namespace MusicRec.Samples;

/// <summary>What is printed and written of results.</summary>
internal static class TagReport
{
    /// <summary>A table of the models, one of the emotions for the last, and its confusions.</summary>
    public static void Print(List<TagResult> results)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("model");
        foreach (string column in (string[])["genre accuracy", "standard error", "emotion ROC-AUC", "PR-AUC", "Spearman", "fit CPU-s"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var (model, s, cpu, _, _) in results)
            table.AddRow([Markup.Escape(model), .. new[] { s.Accuracy, s.AccuracyError, s.RocAuc.Average(), s.PrAuc.Average(), s.Spearman.Average() }
                .Select(x => Screen.Number(x, "0.000")), Screen.Number(cpu, "0.0")]);
        AnsiConsole.Write(table);
        Emotions(results[^1]);
        Confusions(results[^1]);
    }

    /// <summary>The results as JSON, in the shape of all samples; the interval is 1.96 standard errors to each side.</summary>
    public static void Write(string path, string protocol, List<TagResult> results)
    {
        using var file = File.Create(path);
        using var json = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteStartArray("results");
        foreach (var (model, s, cpu, _, _) in results)
        {
            json.WriteStartObject();
            json.WriteString("model", model);
            json.WriteString("protocol", protocol);
            json.WriteStartObject("metrics");
            json.WriteNumber("accuracy", s.Accuracy);
            json.WriteNumber("roc-auc", s.RocAuc.Average());
            json.WriteNumber("pr-auc", s.PrAuc.Average());
            json.WriteNumber("spearman", s.Spearman.Average());
            foreach (var (e, emotion) in Emotify.Emotions.Index()) json.WriteNumber($"roc-auc/{emotion}", s.RocAuc[e]);
            json.WriteEndObject();
            json.WriteStartObject("interval");
            json.WriteStartArray("accuracy");
            json.WriteNumberValue(s.Accuracy - 1.96 * s.AccuracyError);
            json.WriteNumberValue(s.Accuracy + 1.96 * s.AccuracyError);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteStartObject("seconds");
            json.WriteNumber("fitCpu", Math.Round(cpu, 2));
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Emotions(TagResult result)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn(Markup.Escape(result.Model));
        foreach (string column in (string[])["ROC-AUC", "PR-AUC", "Spearman"]) table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var (e, emotion) in Emotify.Emotions.Index())
            table.AddRow(emotion, Screen.Number(result.Scores.RocAuc[e], "0.000"), Screen.Number(result.Scores.PrAuc[e], "0.000"),
                Screen.Number(result.Scores.Spearman[e], "0.000"));
        AnsiConsole.Write(table);
    }

    private static void Confusions(TagResult result)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("is \\ said");
        foreach (string genre in Emotify.Genres) table.AddColumn(new TableColumn(genre).RightAligned());
        foreach (var (g, genre) in Emotify.Genres.Index())
        {
            var said = result.Clips.Zip(result.Predictions).Where(pair => pair.First.Genre == g)
                .Select(pair => Scores.Largest(pair.Second.Genres)).ToList();
            table.AddRow([genre, .. Emotify.Genres.Select((_, s) => $"{said.Count(x => x == s)}")]);
        }
        AnsiConsole.Write(table);
    }
}
