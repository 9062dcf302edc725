using Spectre.Console;

namespace MusicRec.Samples;

/// <summary>Whether orderings that papers report appear: the first metric's 95 % intervals must not overlap.</summary>
internal static class Orderings
{
    /// <summary>One line a pair.</summary>
    public static void Print(IReadOnlyList<Outcome> outcomes, IReadOnlyList<(string Better, string Worse)> expected)
    {
        foreach (var (better, worse) in expected)
        {
            var (a, b) = (Find(outcomes, better), Find(outcomes, worse));
            string verdict = a.Interval is not { } high || b.Interval is not { } low ? "no intervals"
                : high.Low > low.High ? "appears, intervals apart" : a.Mean > b.Mean ? "appears, intervals overlap" : "does not appear";
            AnsiConsole.MarkupLineInterpolated($"{better} > {worse}: {verdict}");
        }
    }

    private static Evaluation.MetricResult Find(IReadOnlyList<Outcome> outcomes, string model) =>
        outcomes.First(outcome => outcome.Report.Model == model).Report.Metrics[0];
}
