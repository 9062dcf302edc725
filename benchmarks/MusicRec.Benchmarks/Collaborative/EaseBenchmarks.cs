using BenchmarkDotNet.Attributes;
using MusicRec.Collaborative;
using MusicRec.Data;

namespace MusicRec.Benchmarks;

/// <summary>EASE at 1/100 of the taste profile: 3,845 items, one dense inverse.</summary>
public class EaseBenchmarks
{
    private Interactions? _data;

    [GlobalSetup]
    public void Setup() => _data = SyntheticTasteProfile.Create(TasteProfileScale.Hundredth);

    [Benchmark]
    public EaseModel Fit() => new Ease().Fit(_data!);
}
