using System.Text.Json;
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
        foreach (string column in (string[])["s", "frames", "bins", "mean", "deviation", "decoding ms", "features ms"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var r in results.Take(Shown))
        {
            string name = Markup.Escape(Path.GetFileName(r.Path)) + (r.Truncated ? " [yellow](cut short)[/]" : "");
            table.AddRow(name, Screen.Number(r.Seconds, "0.00"), $"{r.Frames}", $"{r.Bins}", Screen.Number(r.Mean, "0.000"),
                Screen.Number(r.Deviation, "0.000"), Screen.Number(1000 * r.DecodeSeconds, "0.0"), Screen.Number(1000 * r.ExtractSeconds, "0.0"));
        }
        AnsiConsole.Write(table);
        if (results.Count > Shown) AnsiConsole.MarkupLineInterpolated($"... and {results.Count - Shown} more files");
        foreach (var (file, reason) in failures) AnsiConsole.MarkupLineInterpolated($"[red]{file}[/]: {reason}");
    }

    /// <summary>How much sound in how much time.</summary>
    public static void Sum(List<FileResult> results, List<(string File, string Reason)> failures, TimeSpan wall, TimeSpan cpu)
    {
        double decode = results.Sum(r => r.DecodeSeconds), extract = results.Sum(r => r.ExtractSeconds);
        string share = decode + extract > 0 ? Screen.Number(100 * extract / (decode + extract), "0") : "0";
        string length = Screen.Number(results.Sum(r => r.Seconds), "0");
        string sound = $"{results.Count} files, {length} s of sound in {Screen.Number(wall.TotalSeconds, "0.0")} s";
        string time = $"{Screen.Number(cpu.TotalSeconds, "0.0")} CPU-s, features {share} % of it";
        AnsiConsole.MarkupLineInterpolated($"{sound} ({time}); {failures.Count} failed, {results.Count(r => r.Truncated)} cut short.");
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
            Object(json, "metrics", ("seconds", r.Seconds),
                ("truncated", r.Truncated ? 1 : 0), ("frames", r.Frames), ("bins", r.Bins), ("mean", r.Mean),
                ("deviation", r.Deviation));
            Object(json, "interval");
            Object(json, "seconds", ("decode", r.DecodeSeconds), ("extract", r.ExtractSeconds));
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
