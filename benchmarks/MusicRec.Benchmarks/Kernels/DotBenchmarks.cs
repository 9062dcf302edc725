using BenchmarkDotNet.Attributes;
using MusicRec.Benchmarks.Ledger;
using MusicRec.Kernels;

namespace MusicRec.Benchmarks;

/// <summary>Inner product of two vectors, against its definition.</summary>
public class DotBenchmarks
{
    private float[] _x = [], _y = [];

    [Params(64, 128, 512, 4096)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Setup() => (_x, _y) = (Inputs.Floats(Length, 1), Inputs.Floats(Length, 2));

    [Benchmark(Baseline = true)]
    public float Definition() => Dot.Reference(_x, _y);

    [Benchmark]
    public float Fast() => Dot.Run(_x, _y);
}
