using System.Globalization;
using MusicRec.Data;
using MusicRec.Evaluation;
using Spectre.Console;

namespace MusicRec.Samples;

/// <summary>What the samples print.</summary>
internal static class Screen
{
    private const int WidthOfFiles = 140;

    /// <summary>Runs a sample; a fault in data or arguments becomes one line on the screen and exit code 1.</summary>
    public static int Run(Action sample)
    {
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = WidthOfFiles;
        try
        {
            sample();
            return 0;
        }
        catch (Exception e) when (e is MusicRecException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            AnsiConsole.MarkupLineInterpolated($"[red]{e.Message}[/]");
            return 1;
        }
    }

    /// <summary>Says how large the data are.</summary>
    public static void Describe(Interactions plays, string source) => AnsiConsole.MarkupLineInterpolated(
        CultureInfo.InvariantCulture,
        $"[bold]{plays.Users:N0}[/] listeners, [bold]{plays.Items:N0}[/] artists or tracks, [bold]{plays.Count:N0}[/] pairs with plays. {source}");

    /// <summary>Fits and judges one model after the other, with a bar for each on a terminal, a line for each elsewhere.</summary>
    public static List<Outcome> Compare(IReadOnlyList<Contender> contenders, Split split, EvaluatorOptions options)
    {
        var (evaluator, outcomes) = (new Evaluator(options), new List<Outcome>());
        if (Console.IsOutputRedirected)
        {
            foreach (var contender in contenders)
            {
                outcomes.Add(contender.Run(split, evaluator, null));
                Console.WriteLine($"{contender.Name}: fitted in {Number(outcomes[^1].FitCpu.TotalSeconds, "0.00")} CPU-s");
            }
            return outcomes;
        }
        AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new ElapsedTimeColumn()).Start(bars =>
        {
            foreach (var contender in contenders)
            {
                var bar = bars.AddTask(Markup.Escape(contender.Name), maxValue: 1);
                outcomes.Add(contender.Run(split, evaluator, new Bar(bar)));
                bar.Value = 1;
            }
        });
        return outcomes;
    }

    /// <summary>Runs work of so many steps, with a bar on a terminal.</summary>
    public static T WithBar<T>(string name, int steps, Func<Action, T> work)
    {
        if (Console.IsOutputRedirected) return work(() => { });
        return AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()).Start(bars =>
            {
                var bar = bars.AddTask(name, maxValue: steps);
                return work(() => bar.Increment(1));
            });
    }

    /// <summary>Metrics, interval of the first metric, and seconds of each model.</summary>
    public static void Print(IReadOnlyList<Outcome> outcomes)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("model");
        var metrics = outcomes[0].Report.Metrics;
        foreach (var metric in metrics) table.AddColumn(new TableColumn(metric.Name).RightAligned());
        table.AddColumn(new TableColumn($"{metrics[0].Name}, 95 % interval").Centered());
        table.AddColumn(new TableColumn("fit CPU-s").RightAligned()).AddColumn(new TableColumn("evaluate CPU-s").RightAligned());
        double best = outcomes.Max(outcome => outcome.Report.Metrics[0].Mean);
        foreach (var (report, fitCpu) in outcomes)
        {
            string name = Markup.Escape(report.Model);
            table.AddRow([report.Metrics[0].Mean == best ? $"[green]{name}[/]" : name,
                .. report.Metrics.Select(metric => Number(metric.Mean, "0.0000")),
                report.Metrics[0].Interval is { } i ? $"{Number(i.Low, "0.000")} .. {Number(i.High, "0.000")}" : "",
                Number(fitCpu.TotalSeconds, "0.00"), Number(report.Cpu.TotalSeconds, "0.00")]);
        }
        AnsiConsole.Write(table);
    }

    /// <summary>A number with a point, whatever the machine's language.</summary>
    public static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private sealed class Bar(ProgressTask task) : IProgress<TrainingStep>
    {
        public void Report(TrainingStep step) => task.Value = (double)step.Step / step.Steps;
    }
}
