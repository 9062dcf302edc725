using System.Text.Json;
using MusicRec.Audio;
using Spectre.Console;

namespace MusicRec.Samples;

/// <summary>What is printed and written of results.</summary>
internal static class Report
{
    private const int Shown = 20;

    /// <summary>A table of the first files.</summary>
    public static void Print(List<FileResult> results, List<(string File, string Reason)> failures)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("file");
        foreach (string column in (string[])["s", "frames", "bins", "mean", "deviation"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var r in results.Take(Shown))
        {
            table.AddRow(Markup.Escape(Path.GetFileName(r.Path)), Screen.Number(r.Seconds, "0.00"), $"{r.Frames}", $"{r.Bins}",
                Screen.Number(r.Mean, "0.000"), Screen.Number(r.Deviation, "0.000"));
        }
        AnsiConsole.Write(table);
        if (results.Count > Shown) AnsiConsole.MarkupLineInterpolated($"... and {results.Count - Shown} more files");
        foreach (var (file, reason) in failures) Print(file, reason);
    }

    /// <summary>A file that failed, and why.</summary>
    public static void Print(string file, string reason) => AnsiConsole.MarkupLineInterpolated($"[red]{file}[/]: {reason}");

    /// <summary>How much of a folder was computed, reused, failed, and in how much time.</summary>
    public static void Sum(ExtractionReport report, int files, TimeSpan wall, TimeSpan cpu)
    {
        string time = $"{Screen.Number(wall.TotalSeconds, "0.0")} s ({Screen.Number(cpu.TotalSeconds, "0.0")} CPU-s)";
        string done = $"{report.Extracted} computed, {report.Reused} reused, {report.Failures.Count} failed";
        AnsiConsole.MarkupLineInterpolated($"{files} files in {time}: {done}, {report.Truncated.Count} cut short.");
        foreach (var (id, _) in report.Truncated) AnsiConsole.MarkupLineInterpolated($"[yellow]{id}[/] ends before its declared length");
        AnsiConsole.MarkupLineInterpolated($"kept in {report.StorePath}");
    }

    /// <summary>Accuracies.</summary>
    public static void Print(List<GenreCheck.Result> results, string title)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("vectors, 5 nearest neighbours");
        table.AddColumn(new TableColumn("accuracy").RightAligned()).AddColumn(new TableColumn("standard error").RightAligned());
        foreach (var r in results) table.AddRow(Markup.Escape(r.Model), Screen.Number(r.Accuracy, "0.000"), Screen.Number(r.Deviation, "0.000"));
        AnsiConsole.MarkupLineInterpolated($"{title}");
        AnsiConsole.Write(table);
    }

    /// <summary>The results of files as JSON, in the shape of all samples.</summary>
    public static void Write(string path, string frontEnd, List<FileResult> results, List<(string File, string Reason)> failures) =>
        Write(path, json =>
    {
        foreach (var r in results)
        {
            Begin(json, frontEnd, r.Path);
            Object(json, "metrics",
                ("seconds", r.Seconds), ("frames", r.Frames), ("bins", r.Bins), ("mean", r.Mean), ("deviation", r.Deviation));
            Object(json, "interval");
            Object(json, "seconds");
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("failures");
        foreach (var (file, reason) in failures)
        {
            json.WriteStartObject();
            json.WriteString("file", file);
            json.WriteString("reason", reason);
            json.WriteEndObject();
        }
    });

    /// <summary>Accuracies as JSON, in the shape of all samples; the interval is 1.96 standard errors to each side.</summary>
    public static void Write(string path, List<GenreCheck.Result> results) => Write(path, json =>
    {
        foreach (var r in results)
        {
            Begin(json, r.Model, "5-fold");
            Object(json, "metrics", ("accuracy", r.Accuracy));
            json.WriteStartObject("interval");
            json.WriteStartArray("accuracy");
            json.WriteNumberValue(r.Accuracy - 1.96 * r.Deviation);
            json.WriteNumberValue(r.Accuracy + 1.96 * r.Deviation);
            json.WriteEndArray();
            json.WriteEndObject();
            Object(json, "seconds");
            json.WriteEndObject();
        }
    });

    private static void Write(string path, Action<Utf8JsonWriter> body)
    {
        using var file = File.Create(path);
        using var json = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteStartArray("results");
        body(json);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Begin(Utf8JsonWriter json, string model, string protocol)
    {
        json.WriteStartObject();
        json.WriteString("model", model);
        json.WriteString("protocol", protocol);
    }

    private static void Object(Utf8JsonWriter json, string name, params ReadOnlySpan<(string Name, double Value)> values)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in values) json.WriteNumber(key, Math.Round(value, 6));
        json.WriteEndObject();
    }
}
