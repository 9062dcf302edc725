using MusicRec.Data;
using MusicRec.Evaluation;
using MusicRec.Ranking;

namespace MusicRec.Samples;

/// <summary>A model under test: a name and how to fit it.</summary>
internal sealed record Contender(string Name, Func<Interactions, IProgress<TrainingStep>?, IRecommender> Fit)
{
    /// <summary>Fits on the training part and judges by the test part.</summary>
    public Outcome Run(Split split, Evaluator evaluator, IProgress<TrainingStep>? progress)
    {
        var start = Environment.CpuUsage.TotalTime;
        var model = Fit(split.TrainAndValidation(), progress);
        var fitCpu = Environment.CpuUsage.TotalTime - start;
        return new Outcome(evaluator.Evaluate(Name, model, split), fitCpu);
    }
}

/// <summary>What came of it.</summary>
/// <param name="Report">Metrics with their intervals, and the cost of evaluating.</param>
/// <param name="FitCpu">Processor time of the fit, all threads together.</param>
internal sealed record Outcome(EvaluationReport Report, TimeSpan FitCpu);
