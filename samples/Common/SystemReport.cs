using System.Globalization;
using System.Text;
using System.Text.Json;
using Spectre.Console;

namespace MusicRec.Samples;

/// <summary>Tables on the screen, as JSON, and as a Markdown report with charts.</summary>
internal static class SystemReport
{
    /// <summary>Prints a table and its notes.</summary>
    public static void Print(SystemTable found)
    {
        AnsiConsole.MarkupLineInterpolated($"[bold]{found.Title}[/]");
        var table = new Table().Border(TableBorder.Rounded).AddColumn("model");
        foreach (string metric in found.Metrics) table.AddColumn(new TableColumn(metric).RightAligned());
        table.AddColumn(new TableColumn($"{found.Metrics[0]}, 95 %").Centered()).AddColumn(new TableColumn("CPU-s").RightAligned());
        foreach (var row in found.Rows) table.AddRow([Markup.Escape(row.Model), .. Cells(row)]);
        AnsiConsole.Write(table);
        foreach (string note in found.Notes) AnsiConsole.MarkupLineInterpolated($"{note}");
    }

    /// <summary>Writes all tables in the shape of all samples' results.</summary>
    public static void WriteJson(string path, IReadOnlyList<SystemTable> tables)
    {
        using var file = File.Create(path);
        using var json = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteStartArray("results");
        foreach (var table in tables) foreach (var row in table.Rows) Write(json, table, row);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes report.md and a chart for each table into a folder.</summary>
    public static void WriteMarkdown(string folder, IReadOnlyList<SystemTable> tables)
    {
        Directory.CreateDirectory(folder);
        var text = new StringBuilder("# The surveyed systems, measured\n");
        foreach (var table in tables)
        {
            string chart = $"{table.Protocol}.svg";
            SvgChart.Bars(Path.Combine(folder, chart), table.Title, table.Metrics[0], [.. table.Rows.Select(row => new ChartBar(row.Model,
                row.Values[0],
                row.Intervals[0]?.Low ?? double.NaN, row.Intervals[0]?.High ?? double.NaN))]);
            text.Append(CultureInfo.InvariantCulture, $"\n## {table.Title}\n\n| model | {string.Join(" | ", table.Metrics)} | 95 % | CPU-s |\n");
            text.Append(CultureInfo.InvariantCulture, $"|---|{string.Concat(Enumerable.Repeat("---|", table.Metrics.Count + 2))}\n");
            foreach (var row in table.Rows) text.Append(CultureInfo.InvariantCulture, $"| {row.Model} | {string.Join(" | ", Cells(row))} |\n");
            text.Append('\n');
            foreach (string note in table.Notes) text.Append(CultureInfo.InvariantCulture, $"{note}\n\n");
            text.Append(CultureInfo.InvariantCulture, $"![{table.Title}]({chart})\n");
        }
        File.WriteAllText(Path.Combine(folder, "report.md"), text.ToString());
    }

    private static IEnumerable<string> Cells(SystemRow row) =>
    [
        .. row.Values.Select(value => Screen.Number(value, "0.0000")),
        row.Intervals[0] is { } i ? $"{Screen.Number(i.Low, "0.000")} .. {Screen.Number(i.High, "0.000")}" : "",
        Screen.Number(row.Seconds, "0.0"),
    ];

    private static void Write(Utf8JsonWriter json, SystemTable table, SystemRow row)
    {
        json.WriteStartObject();
        json.WriteString("model", row.Model);
        json.WriteString("protocol", table.Protocol);
        json.WriteStartObject("metrics");
        foreach (var (m, metric) in table.Metrics.Index()) json.WriteNumber(metric, Math.Round(row.Values[m], 6));
        json.WriteEndObject();
        json.WriteStartObject("interval");
        foreach (var (m, metric) in table.Metrics.Index())
        {
            if (row.Intervals[m] is not { } interval) continue;
            json.WriteStartArray(metric);
            json.WriteNumberValue(Math.Round(interval.Low, 6));
            json.WriteNumberValue(Math.Round(interval.High, 6));
            json.WriteEndArray();
        }
        json.WriteEndObject();
        json.WriteStartObject("seconds");
        json.WriteNumber("fitCpu", Math.Round(row.Seconds, 3));
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
