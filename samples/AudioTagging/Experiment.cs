namespace MusicRec.Samples;

/// <summary>All that is known at the end: the models' results, the curves of the network's trainings.</summary>
internal sealed record Findings(IReadOnlyList<TagResult> Results, IReadOnlyList<LearningCurve> Curves);

/// <summary>Trains and judges the models, and chance.</summary>
internal static class Experiment
{
    private const int All = 5;

    /// <summary>Cross-validation: every clip is predicted by a model trained on the other folds, which have their share of every genre.</summary>
    public static Findings Folds(List<TaggedClip> clips, int run, bool quick)
    {
        int[] order = [.. Enumerable.Range(0, clips.Count)], fold = new int[clips.Count];
        new Random(1).Shuffle(order);
        foreach (var genre in order.GroupBy(i => clips[i].Genre))
            foreach (var (at, clip) in genre.Index()) fold[clip] = at % All;
        var parts = Enumerable.Range(0, run).Select(f => (
            Train: clips.Where((_, i) => fold[i] != f).ToList(), Test: clips.Where((_, i) => fold[i] == f).ToList())).ToList();
        return Run(parts, quick);
    }

    /// <summary>One training on all of the first folder.</summary>
    public static Findings Once(List<TaggedClip> train, List<TaggedClip> test, bool quick) => Run([(train, test)], quick);

    private static Findings Run(List<(List<TaggedClip> Train, List<TaggedClip> Test)> parts, bool quick)
    {
        int groups = parts[0].Train[0].Moments.Length;
        LearningCurve[] curves = [.. parts.Select((_, f) => new LearningCurve(f + 1))];
        var chance = Judge("chance", parts, (train, test, _) => Chance(train, test));
        var baseline = Judge("mfcc-logistic-regression", parts, (train, test, _) => MomentRegression.Run(train, test, 1, quick));
        var moments = Judge("moments-logistic-regression", parts, (train, test, _) => MomentRegression.Run(train, test, groups, quick));
        var network = Judge("cnn-log-mel", parts, (train, test, f) => PictureNetwork.Run(train, test, (ulong)f, quick, curves[f]));
        var fused = new TagResult("late-fusion", moments.FitCpu + network.FitCpu, [.. network.Clips],
            [.. moments.Predictions.Zip(network.Predictions, (a, b) => Prediction.Mean([a, b]))]);
        return new([chance, baseline, moments, network, fused], curves);
    }

    private static TagResult Judge(string model, List<(List<TaggedClip> Train, List<TaggedClip> Test)> parts,
        Func<List<TaggedClip>, List<TaggedClip>, int, List<Prediction>> predict)
    {
        var before = Environment.CpuUsage.TotalTime;
        List<Prediction> predictions = [.. parts.SelectMany((part, f) => predict(part.Train, part.Test, f))];
        return new(model, (Environment.CpuUsage.TotalTime - before).TotalSeconds, [.. parts.SelectMany(part => part.Test)], predictions);
    }

    /// <summary>The shares of the training clips, the same for every clip.</summary>
    private static List<Prediction> Chance(List<TaggedClip> train, List<TaggedClip> test)
    {
        double[] genres = [.. Emotify.Genres.Select((_, g) => train.Count(clip => clip.Genre == g) / (double)train.Count)];
        double[] emotions = [.. Emotify.Emotions.Select((_, e) => train.Average(clip => (double)clip.Emotions[e]))];
        return [.. test.Select(_ => new Prediction(genres, emotions))];
    }
}
