using BenchmarkDotNet.Attributes;
using MusicRec.Data;
using MusicRec.Factorization;

namespace MusicRec.Benchmarks;

/// <summary>Two sweeps of weighted matrix factorisation at 1/100 of the taste profile.</summary>
public class WmfBenchmarks
{
    private Interactions? _data;

    [Params(64, 128)]
    public int Factors { get; set; }

    [Params(WmfSolver.ConjugateGradient, WmfSolver.Cholesky, WmfSolver.BlockCoordinate)]
    public WmfSolver Solver { get; set; }

    [GlobalSetup]
    public void Setup() => _data = SyntheticTasteProfile.Create(TasteProfileScale.Hundredth);

    [Benchmark]
    public WmfModel TwoSweeps() => new Wmf(new() { Factors = Factors, Solver = Solver, Sweeps = 2, BlockSize = 32 }).Fit(_data!);
}
