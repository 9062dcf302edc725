using BenchmarkDotNet.Attributes;
using MusicRec.Collaborative;
using MusicRec.Data;
using MusicRec.Factorization;

namespace MusicRec.Benchmarks;

/// <summary>What other models are compared with, and two sweeps of Gibbs sampling, at 1/100 of the taste profile.</summary>
[MemoryDiagnoser]
public class BaselineBenchmarks
{
    private Interactions? _data;

    [GlobalSetup]
    public void Setup() => _data = SyntheticTasteProfile.Create(TasteProfileScale.Hundredth);

    [Benchmark(Baseline = true)]
    public object Popular() => new Popularity().Fit(_data!);

    [Benchmark]
    public object Random() => new RandomScores().Fit(_data!);

    [Benchmark]
    public object Two_sweeps_of_Gibbs_sampling() => new BayesianPmf(new() { Factors = 16, BurnIn = 1, Samples = 1, Threads = 1 }).Fit(_data!);
}
