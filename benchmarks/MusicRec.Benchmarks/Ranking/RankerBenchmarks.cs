using BenchmarkDotNet.Attributes;
using MusicRec.Benchmarks.Ledger;
using MusicRec.Data;
using MusicRec.Factorization;
using MusicRec.Ranking;

namespace MusicRec.Benchmarks;

/// <summary>Exact top-10 of 100,000 items for a block of users, and for one.</summary>
public class RankerBenchmarks
{
    private const int Items = 100_000, Users = 224;
    private FactorModel? _model;
    private int[] _users = [];

    [Params(64, 128)]
    public int Factors { get; set; }

    [Params(1, Users)]
    public int Queries { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _model = new FactorModel(Inputs.Normal(Users, Factors, 1),
            Inputs.Normal(Items, Factors, 2), IdMap.Sequential(Users), IdMap.Sequential(Items));
        _users = [.. Enumerable.Range(0, Queries)];
    }

    [Benchmark]
    public Rankings Recommend() => Ranker.Recommend(_model!, _users, new() { Threads = 1 });
}
