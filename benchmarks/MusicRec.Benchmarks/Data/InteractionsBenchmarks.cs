using BenchmarkDotNet.Attributes;
using MusicRec.Data;
using MusicRec.Numerics;

namespace MusicRec.Benchmarks;

/// <summary>The sparse matrix from parsed triples.</summary>
public class InteractionsBenchmarks
{
    private const int Users = 20_000, Items = 8_000;
    private readonly IdMap _userIds = IdMap.Sequential(Users), _itemIds = IdMap.Sequential(Items);
    private int[] _users = [], _items = [];

    [Params(1_000_000)]
    public int Triples { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = new CounterRandom(1, 4);
        _users = [.. Enumerable.Range(0, Triples).Select(e => random.Below(2 * (ulong)e, Users))];
        _items = [.. Enumerable.Range(0, Triples).Select(e => random.Below(2 * (ulong)e + 1, Items))];
    }

    [Benchmark]
    public Interactions FromTriples() => Interactions.FromTriples(_users, _items, [], _userIds, _itemIds);
}
