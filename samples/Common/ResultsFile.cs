using System.Text.Json;

namespace MusicRec.Samples;

/// <summary>The results of a sample as JSON, in one shape for all samples:
/// <c>{"results": [{"model", "protocol", "metrics": {name: mean}, "interval": {name: [low, high]}, "seconds": {"fitCpu",
/// "evaluateCpu"}}]}</c>.</summary>
internal static class ResultsFile
{
    /// <summary>Writes the file.</summary>
    /// <param name="path">File to create or replace.</param>
    /// <param name="protocol">How was tested: "warm" where every test user has plays in training.</param>
    /// <param name="outcomes">One a model.</param>
    public static void Write(string path, string protocol, IEnumerable<Outcome> outcomes) =>
        Write(path, outcomes.Select(outcome => (protocol, outcome)));

    /// <summary>The same for results of several protocols.</summary>
    public static void Write(string path, IEnumerable<(string Protocol, Outcome Outcome)> results)
    {
        using var file = File.Create(path);
        using var json = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteStartArray("results");
        foreach (var (protocol, outcome) in results) Write(json, protocol, outcome);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string protocol, Outcome outcome)
    {
        json.WriteStartObject();
        json.WriteString("model", outcome.Report.Model);
        json.WriteString("protocol", protocol);
        json.WriteStartObject("metrics");
        foreach (var metric in outcome.Report.Metrics) json.WriteNumber(metric.Name, Math.Round(metric.Mean, 6));
        json.WriteEndObject();
        json.WriteStartObject("interval");
        foreach (var metric in outcome.Report.Metrics)
        {
            if (metric.Interval is not { } interval) continue;
            json.WriteStartArray(metric.Name);
            json.WriteNumberValue(Math.Round(interval.Low, 6));
            json.WriteNumberValue(Math.Round(interval.High, 6));
            json.WriteEndArray();
        }
        json.WriteEndObject();
        json.WriteStartObject("seconds");
        json.WriteNumber("fitCpu", Math.Round(outcome.FitCpu.TotalSeconds, 3));
        json.WriteNumber("evaluateCpu", Math.Round(outcome.Report.Cpu.TotalSeconds, 3));
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
