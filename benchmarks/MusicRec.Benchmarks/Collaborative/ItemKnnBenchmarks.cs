using BenchmarkDotNet.Attributes;
using MusicRec.Collaborative;
using MusicRec.Data;

namespace MusicRec.Benchmarks;

/// <summary>Nearest items at 1/100 of the taste profile.</summary>
public class ItemKnnBenchmarks
{
    private Interactions? _data;

    [GlobalSetup]
    public void Setup() => _data = SyntheticTasteProfile.Create(TasteProfileScale.Hundredth);

    [Benchmark]
    public ItemKnnModel Fit() => new ItemKnn().Fit(_data!);
}
