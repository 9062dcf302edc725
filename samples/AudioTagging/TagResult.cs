namespace MusicRec.Samples;

/// <summary>A model's predictions of clips that it was not trained on, judged.</summary>
internal sealed class TagResult
{
    private const int Resamples = 500;

    private readonly Scores[] _resampled = new Scores[Resamples];

    public TagResult(string model, double fitCpu, List<TaggedClip> clips, List<Prediction> predictions)
    {
        (Model, FitCpu, Clips, Predictions, Scores) = (model, fitCpu, clips, predictions, Scores.Of(clips, predictions));
        Parallel.For(0, Resamples, r =>
        {
            var random = new Random(r);
            int[] drawn = [.. Enumerable.Range(0, clips.Count).Select(_ => random.Next(clips.Count))];
            _resampled[r] = Scores.Of([.. drawn.Select(i => clips[i])], [.. drawn.Select(i => predictions[i])]);
        });
    }

    public string Model { get; }

    /// <summary>Seconds of all cores for all trainings.</summary>
    public double FitCpu { get; }

    public IReadOnlyList<TaggedClip> Clips { get; }

    public IReadOnlyList<Prediction> Predictions { get; }

    public Scores Scores { get; }

    /// <summary>The 95 % interval of a score: percentiles over clips drawn with replacement.</summary>
    public (double Low, double High) Interval(Func<Scores, double> score)
    {
        double[] values = [.. _resampled.Select(score).Order()];
        return (values[(int)(0.025 * Resamples)], values[(int)(0.975 * Resamples)]);
    }
}

/// <summary>The losses of one training after each epoch.</summary>
internal sealed class LearningCurve(int fold) : IProgress<TrainingStep>
{
    /// <summary>Mean loss in training: windows with masks, dropout on.</summary>
    public List<double> Training { get; } = [];

    /// <summary>Mean loss of the clips that are not trained on.</summary>
    public List<double> Test { get; } = [];

    public void Report(TrainingStep step)
    {
        Training.Add(step.Loss);
        Test.Add(step.Validation);
        if (step.Step % 4 != 0 && step.Step != step.Steps) return;
        string loss = Screen.Number(step.Loss, "0.000"), test = Screen.Number(step.Validation, "0.000"), rate = Screen.Number(step.Rate, "0");
        Spectre.Console.AnsiConsole.MarkupLineInterpolated(
            $"fold {fold}, epoch {step.Step} of {step.Steps}: loss {loss}, of the test clips {test}, {rate} pictures/s");
    }
}
