using BenchmarkDotNet.Attributes;
using MusicRec.Data;
using MusicRec.Factorization;

namespace MusicRec.Benchmarks;

/// <summary>Two epochs of probabilistic matrix factorisation at 1/100 of the taste profile.</summary>
public class PmfBenchmarks
{
    private Interactions? _data;

    [ParamsAllValues]
    public PmfSolver Solver { get; set; }

    [GlobalSetup]
    public void Setup() => _data = SyntheticTasteProfile.Create(TasteProfileScale.Hundredth);

    [Benchmark]
    public PmfModel TwoEpochs() => new Pmf(new() { Solver = Solver, Epochs = 2, LearningRate = 1e-4 }).Fit(_data!);
}
