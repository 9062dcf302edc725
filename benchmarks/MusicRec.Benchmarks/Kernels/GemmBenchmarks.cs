using BenchmarkDotNet.Attributes;
using MusicRec.Benchmarks.Ledger;
using MusicRec.Kernels;
using MusicRec.Numerics;

namespace MusicRec.Benchmarks;

/// <summary>Matrix products: squares, and inner products of all pairs of rows.</summary>
public unsafe class GemmBenchmarks
{
    private float[] _a = [], _b = [], _c = [];

    [Params(64, 256, 1024)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup() => (_a, _b, _c) = (Inputs.Floats(Size * Size, 1), Inputs.Floats(Size * Size, 2), Inputs.Floats(Size * Size, 3));

    [Benchmark(Baseline = true)]
    public void OneThread() => Multiply(transposeB: false, threads: 1);

    [Benchmark]
    public void OneThreadTransposed() => Multiply(transposeB: true, threads: 1);

    [Benchmark]
    public void AllThreads() => Multiply(transposeB: false, Environment.ProcessorCount);

    private void Multiply(bool transposeB, int threads) =>
        MatrixProduct.Run(Size, Size, Size, new Operand(Inputs.Pointer(_a), Size),
            new Operand(Inputs.Pointer(_b), Size, transposeB), Inputs.Pointer(_c), Size, add: false, threads);
}
