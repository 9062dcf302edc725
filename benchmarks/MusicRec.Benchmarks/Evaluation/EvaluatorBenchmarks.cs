using BenchmarkDotNet.Attributes;
using MusicRec.Collaborative;
using MusicRec.Data;
using MusicRec.Evaluation;

namespace MusicRec.Benchmarks;

/// <summary>Ranking and scoring every user of 1/100 of the taste profile, one play of each held out.</summary>
public class EvaluatorBenchmarks
{
    private PopularityModel? _model;
    private Split? _split;

    [GlobalSetup]
    public void Setup()
    {
        _split = new LeaveOneOutSplit { HeldOut = HeldOut.Random }.Apply(SyntheticTasteProfile.Create(TasteProfileScale.Hundredth));
        _model = new Popularity().Fit(_split.Train);
    }

    [Benchmark]
    public EvaluationReport Evaluate() => new Evaluator().Evaluate("popularity", _model!, _split!);
}
