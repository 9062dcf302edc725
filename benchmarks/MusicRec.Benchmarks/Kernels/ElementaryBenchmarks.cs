using BenchmarkDotNet.Attributes;
using MusicRec.Benchmarks.Ledger;
using MusicRec.Kernels;

namespace MusicRec.Benchmarks;

/// <summary>Functions of single numbers over an array, against a loop over the platform's own.</summary>
[MemoryDiagnoser]
public unsafe class ElementaryBenchmarks
{
    private const int Length = 1 << 14;
    private readonly float[] _x = Inputs.Floats(Length, 1), _y = Inputs.Floats(Length, 2);

    [Benchmark(Baseline = true)]
    public void Platform_tanh()
    {
        for (int i = 0; i < Length; i++) _y[i] = MathF.Tanh(_x[i]);
    }

    [Benchmark]
    public void Tanh() => Maps.Run1<Functions.Tanh>(Inputs.Pointer(_x), Inputs.Pointer(_y), Length);

    [Benchmark]
    public void Sigmoid() => Maps.Run1<Functions.Sigmoid>(Inputs.Pointer(_x), Inputs.Pointer(_y), Length);

    [Benchmark]
    public void Exp() => Maps.Run1<Functions.ExpMinus>(Inputs.Pointer(_x), Inputs.Pointer(_y), Length);

    [Benchmark]
    public float Sum() => Reductions.Sum(Inputs.Pointer(_x), Length);

    [Benchmark]
    public float Max() => Reductions.Max(Inputs.Pointer(_x), Length);
}
