using System.Globalization;
using System.Text.Json;
using Xunit.Abstractions;

namespace MusicRec.Tests.Audio;

/// <summary>Every item of the calls in <see cref="Agreement.Calls"/> against its bar, and the table of docs/agreement.md.</summary>
public class SpectrogramGoldenTests(ITestOutputHelper output)
{
    public static TheoryData<string> Items =>
        [.. Agreement.Calls.Keys.SelectMany(call => Names(call).Cast<object[]>()).Select(row => (string)row[0])];

    /// <summary>Names of the items of a call.</summary>
    public static TheoryData<string> Names(string call) =>
        [.. (AudioGoldens.Instance?.Items ?? []).Where(item => item.GetProperty("call").GetString() == call)
            .Select(item => item.GetProperty("name").GetString()!)];

    [SharedTheory(AudioGoldens.Manifest), MemberData(nameof(Items))]
    public void Is_within_its_bar(string name)
    {
        var item = AudioGoldens.Instance!.Item(name);
        var agreement = Agreement.Calls[item.GetProperty("call").GetString()!];
        double error = agreement.Error(AudioGoldens.Instance, item);
        Assert.True(error <= agreement.Bar, $"{name}: {error:e2} {agreement.Measure}; the bar is {agreement.Bar:e0}");
    }

    [SharedFact(AudioGoldens.Manifest)]
    public void The_table_is_printed()
    {
        var goldens = AudioGoldens.Instance!;
        output.WriteLine("| call | items | measure | largest error | bar | librosa in float32 |\n|---|---|---|---|---|---|");
        foreach (var call in goldens.Items.GroupBy(item => item.GetProperty("call").GetString()!))
        {
            if (!Agreement.Calls.TryGetValue(call.Key, out var agreement)) continue;
            double worst = call.Max(item => agreement.Error(goldens, item));
            string field = agreement.Measure == "dB" ? "max_abs" : "max_over_peak";
            double? noise = call.Max(item => Floor(item, field));
            string last = noise is { } n ? n.ToString("0.0e-0", CultureInfo.InvariantCulture) : "-";
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| `{call.Key}` | {call.Count()} | {agreement.Measure} | {worst:0.0e-0} | {agreement.Bar:0e-0} | {last} |"));
        }
    }

    private static double? Floor(JsonElement item, string field) =>
        item.TryGetProperty("librosa_float32_vs_float64_input", out var floor) ? floor.GetProperty(field).GetDouble() : null;
}
