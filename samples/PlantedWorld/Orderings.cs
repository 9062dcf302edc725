using Spectre.Console;

namespace MusicRec.Samples;

/// <summary>Whether orderings that papers report appear: the first metric's 95 % intervals must not overlap.</summary>
internal static class Orderings
{
    /// <summary>One line a pair.</summary>
    public static void Print(Finding finding)
    {
        foreach (var (better, worse) in finding.Expected)
        {
            var (high, low) = (Interval(finding, better), Interval(finding, worse));
            string verdict = high.Low > low.High ? "appears, intervals apart"
                : high.Mean > low.Mean ? "appears, intervals overlap" : "does not appear";
            AnsiConsole.MarkupLineInterpolated($"{better} better than {worse}: {verdict}");
        }
    }

    private static (double Low, double Mean, double High) Interval(Finding finding, string model)
    {
        var row = finding.Table.Rows.First(row => row.Model == model);
        var interval = row.Intervals[0] ?? new(row.Values[0], row.Values[0]);
        return finding.LowerIsBetter ? (-interval.High, -row.Values[0], -interval.Low) : (interval.Low, row.Values[0], interval.High);
    }
}
