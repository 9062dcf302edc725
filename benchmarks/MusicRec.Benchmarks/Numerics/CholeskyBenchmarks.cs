using BenchmarkDotNet.Attributes;
using MusicRec.Numerics;

namespace MusicRec.Benchmarks;

/// <summary>Factorisation and inverse of a symmetric positive definite matrix.</summary>
public class CholeskyBenchmarks
{
    private Matrix _source = new(1, 1);

    [Params(256, 1024)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup() => _source = CholeskyCases.PositiveDefinite(Size);

    [Benchmark]
    public void Factor() => Cholesky.Factor(Copy(), threads: 1);

    [Benchmark]
    public void Invert() => Cholesky.Invert(Copy(), threads: 1);

    private Matrix Copy()
    {
        var copy = new Matrix(Size, Size);
        CholeskyCases.Copy(_source, copy);
        return copy;
    }
}
