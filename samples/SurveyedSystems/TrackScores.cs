using MathNet.Numerics.Statistics;
using MusicRec.Evaluation;

namespace MusicRec.Samples.SurveyedSystems;

/// <summary>How well predicted shares of listeners agree with the true ones.</summary>
internal static class TrackScores
{
    private const int Resamples = 500;

    public static IReadOnlyList<string> Names { get; } = ["emotions", "likes", "rmse of likes"];

    /// <summary>Judges some tracks, each fold's among themselves: its predictions come from models of its own. Intervals draw tracks.</summary>
    public static SystemRow Row(string name, JudgedTracks tracks, double[][] truth, double[][] said, int[] items, double seconds)
    {
        double[] values = Of(tracks, truth, said, items);
        double[][] drawn = [.. Drawn(items).AsParallel().AsOrdered().Select(sample => Of(tracks, truth, said, sample))];
        return new(name, values, [.. values.Select((_, m) => (Interval?)Middle([.. drawn.Select(value => value[m])]))], seconds);
    }

    /// <summary>By how much one prediction agrees better on emotions than another, over the same draws of tracks.</summary>
    public static (double Mean, Interval Interval) Gain(JudgedTracks tracks, double[][] one, double[][] other, int[] items)
    {
        double Difference(int[] sample) => Of(tracks, tracks.Shares, one, sample)[0] - Of(tracks, tracks.Shares, other, sample)[0];
        return (Difference(items), Middle([.. Drawn(items).AsParallel().Select(Difference)]));
    }

    private static IEnumerable<int[]> Drawn(int[] items) => Enumerable.Range(0, Resamples).Select(r =>
    {
        var random = new Random(r);
        return items.Select(_ => items[random.Next(items.Length)]).ToArray();
    });

    private static Interval Middle(double[] values)
    {
        Array.Sort(values);
        return new(values[(int)(0.025 * Resamples)], values[(int)(0.975 * Resamples)]);
    }

    private static double[] Of(JudgedTracks tracks, double[][] truth, double[][] said, int[] items)
    {
        var folds = items.GroupBy(item => tracks.Fold[item]).ToArray();
        double Agreement(int q) => folds.Average(fold =>
        {
            double value = Correlation.Spearman(fold.Select(item => truth[item][q]), fold.Select(item => said[item][q]));
            return double.IsFinite(value) ? value : 0; // one number for all tracks ranks none
        });
        double emotions = Enumerable.Range(1, JudgedTracks.Questions - 1).Average(Agreement);
        return [emotions, Agreement(0), Math.Sqrt(items.Average(item => Math.Pow(truth[item][0] - said[item][0], 2)))];
    }
}
