using BenchmarkDotNet.Attributes;
using MusicRec.Audio;
using MusicRec.Benchmarks.Ledger;

namespace MusicRec.Benchmarks;

/// <summary>Constant-Q transforms of 96 bins over 30 s of noise, and their plan.</summary>
[MemoryDiagnoser]
public class ConstantQBenchmarks
{
    private readonly ConstantQOptions _options = new() { Bins = 96 };
    private ConstantQ _full = null!;
    private HybridConstantQ _hybrid = null!;
    private float[] _samples = [], _frames = [];

    [Params(22050, 44100)]
    public int Rate { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        (_full, _hybrid, _samples) = (new(Rate, _options), new(Rate, _options), Inputs.Floats(30 * Rate, 1));
        _frames = new float[_full.FrameCount(_samples.Length) * _full.Bins];
    }

    [Benchmark(Baseline = true)]
    public void Full() => _full.Transform(_samples, _frames);

    [Benchmark]
    public void Hybrid() => _hybrid.Transform(_samples, _frames);

    [Benchmark]
    public ConstantQ Plan() => new(Rate, _options);
}
