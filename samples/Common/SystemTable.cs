using MusicRec.Evaluation;

namespace MusicRec.Samples;

/// <summary>What one protocol found.</summary>
/// <param name="Title">System and data.</param>
/// <param name="Protocol">How was tested, for the results file.</param>
/// <param name="Metrics">Names; the first is charted.</param>
/// <param name="Rows">One a model, baseline or bound.</param>
/// <param name="Notes">Sizes, settings and comparisons, a sentence each.</param>
internal sealed record SystemTable(
    string Title, string Protocol, IReadOnlyList<string> Metrics, IReadOnlyList<SystemRow> Rows, IReadOnlyList<string> Notes);

/// <summary>One model.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Values">One a metric.</param>
/// <param name="Intervals">95 % interval of each metric, or null.</param>
/// <param name="Seconds">Processor seconds of fitting and predicting.</param>
internal sealed record SystemRow(string Model, IReadOnlyList<double> Values, IReadOnlyList<Interval?> Intervals, double Seconds)
{
    /// <summary>The row of an evaluated model.</summary>
    public static SystemRow Of(EvaluationReport report, TimeSpan fit) => new(report.Model,
        [.. report.Metrics.Select(metric => metric.Mean)], [.. report.Metrics.Select(metric => metric.Interval)], fit.TotalSeconds);
}
