using Spectre.Console;

namespace MusicRec.Samples;

/// <summary>A model's predictions of clips that it was not trained on, judged.</summary>
internal sealed record TagResult(string Model, Scores Scores, double FitCpu, IReadOnlyList<TaggedClip> Clips, IReadOnlyList<Prediction> Predictions);

/// <summary>Trains and judges the models, and chance.</summary>
internal static class Experiment
{
    private const int All = 5;

    /// <summary>Cross-validation: every clip is predicted by a model trained on the other folds, which have their share of every genre.</summary>
    public static List<TagResult> Folds(List<TaggedClip> clips, int run, bool quick)
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
    public static List<TagResult> Once(List<TaggedClip> train, List<TaggedClip> test, bool quick) => Run([(train, test)], quick);

    private static List<TagResult> Run(List<(List<TaggedClip> Train, List<TaggedClip> Test)> parts, bool quick)
    {
        List<TaggedClip> clips = [.. parts.SelectMany(part => part.Test)];
        var regression = Judge("mfcc-logistic-regression", clips, parts, (train, test, f) => Taggers.Regression(train, test, (ulong)f, quick));
        var network = Judge("cnn-log-mel", clips, parts, (train, test, f) => Taggers.Convolution(train, test, (ulong)f, quick, new Told(f)));
        var fused = new List<Prediction>(regression.Predictions.Zip(network.Predictions, (a, b) => new Prediction(
            [.. a.Genres.Zip(b.Genres, (x, y) => (x + y) / 2)], [.. a.Emotions.Zip(b.Emotions, (x, y) => (x + y) / 2)])));
        return [Judge("chance", clips, parts, (train, test, _) => Chance(train, test)), regression, network,
            new("both (late fusion)", Scores.Of(clips, fused), regression.FitCpu + network.FitCpu, clips, fused)];
    }

    private static TagResult Judge(string model, List<TaggedClip> clips, List<(List<TaggedClip> Train, List<TaggedClip> Test)> parts,
        Func<List<TaggedClip>, List<TaggedClip>, int, List<Prediction>> predict)
    {
        var before = Environment.CpuUsage.TotalTime;
        List<Prediction> predictions = [.. parts.SelectMany((part, f) => predict(part.Train, part.Test, f))];
        return new(model, Scores.Of(clips, predictions), (Environment.CpuUsage.TotalTime - before).TotalSeconds, clips, predictions);
    }

    /// <summary>The shares of the training clips, the same for every clip.</summary>
    private static List<Prediction> Chance(List<TaggedClip> train, List<TaggedClip> test)
    {
        double[] genres = [.. Emotify.Genres.Select((_, g) => train.Count(clip => clip.Genre == g) / (double)train.Count)];
        double[] emotions = [.. Emotify.Emotions.Select((_, e) => train.Average(clip => (double)clip.Emotions[e]))];
        return [.. test.Select(_ => new Prediction(genres, emotions))];
    }

    private sealed class Told(int fold) : IProgress<TrainingStep>
    {
        public void Report(TrainingStep step)
        {
            if (step.Step % 4 != 0 && step.Step != step.Steps) return;
            string loss = Screen.Number(step.Loss, "0.000"), rate = Screen.Number(step.Rate, "0");
            AnsiConsole.MarkupLineInterpolated($"fold {fold + 1}, epoch {step.Step} of {step.Steps}: loss {loss}, {rate} pictures/s");
        }
    }
}
