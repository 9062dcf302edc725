using BenchmarkDotNet.Attributes;
using MusicRec.Data;
using MusicRec.Factorization;

namespace MusicRec.Benchmarks;

/// <summary>Two epochs of Bayesian personalised ranking at 1/100 of the taste profile.</summary>
public class BprBenchmarks
{
    private Interactions? _data;

    [Params(64, 128)]
    public int Factors { get; set; }

    [GlobalSetup]
    public void Setup() => _data = SyntheticTasteProfile.Create(TasteProfileScale.Hundredth);

    [Benchmark]
    public BprModel TwoEpochs() => new Bpr(new() { Factors = Factors, Epochs = 2 }).Fit(_data!);
}
