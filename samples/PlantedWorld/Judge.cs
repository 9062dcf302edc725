using MusicRec.Data;
using MusicRec.Evaluation;

namespace MusicRec.Samples;

/// <summary>Tables of ranked lists and of ratings.</summary>
internal static class Judge
{
    /// <summary>The items of a test part.</summary>
    public static int[] Items(Interactions test) =>
        [.. Enumerable.Range(0, test.Users).SelectMany(user => test.ItemsOf(user).ToArray()).Distinct().Order()];

    /// <summary>Fits models one after the other and ranks with them.</summary>
    public static SystemTable Rank(string title, string protocol, IReadOnlyList<Contender> contenders, Split split, EvaluatorOptions options,
        params IReadOnlyList<string> notes)
    {
        var outcomes = Screen.Compare(contenders, split, options);
        return new(title, protocol, [.. outcomes[0].Report.Metrics.Select(metric => metric.Name)],
            [.. outcomes.Select(outcome => SystemRow.Of(outcome.Report, outcome.FitCpu))], notes);
    }

    /// <summary>Root mean squared errors of predicted ratings: of all, of the ones alone, of the zeros alone.</summary>
    public static SystemRow Rate(string name, double seconds, Interactions test, Func<int, int, double> predict, int resamples)
    {
        var (all, ones, zeros) = (new SquaredErrors(), new SquaredErrors(), new SquaredErrors());
        for (int user = 0; user < test.Users; user++)
        {
            for (int e = 0; e < test.ItemsOf(user).Length; e++)
            {
                double predicted = predict(user, test.ItemsOf(user)[e]), truth = test.WeightsOf(user)[e];
                all.Add(user, predicted, truth);
                (truth == 1 ? ones : zeros).Add(user, predicted, truth);
            }
        }
        return new SystemRow(name, [all.Root, ones.Root, zeros.Root],
            [all.Bootstrap(resamples), ones.Bootstrap(resamples), zeros.Bootstrap(resamples)], seconds);
    }
}
