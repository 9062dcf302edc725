using BenchmarkDotNet.Attributes;
using MusicRec.Benchmarks.Ledger;
using MusicRec.Kernels;

namespace MusicRec.Benchmarks;

/// <summary>Steps of training and ranking that take microseconds: a triple of Bayesian personalised ranking, a row of a sampled softmax, the best
/// ten of a row of scores.</summary>
[MemoryDiagnoser]
public unsafe class ShortKernelBenchmarks
{
    private const int Factors = 128, Candidates = 2112, Items = 60_416;
    private readonly float[] _user = Inputs.Floats(Factors, 1), _liked = Inputs.Floats(Factors, 2), _other = Inputs.Floats(Factors, 3);
    private readonly float[] _scores = Inputs.Floats(Items, 4), _bias = Inputs.Floats(Candidates, 5), _sums = Inputs.Floats(Candidates, 6);
    private readonly float[] _row = Inputs.Floats(Candidates, 7), _best = new float[10];
    private readonly int[] _items = new int[10];
    private readonly TopList _list = new();

    [Benchmark]
    public void Step_of_pairwise_ranking() =>
        BprUpdate.Run(Inputs.Pointer(_user), Inputs.Pointer(_liked), Inputs.Pointer(_other), Factors, 1e-6f, 1e-6f);

    [Benchmark]
    public double Row_of_a_sampled_softmax()
    {
        _scores.AsSpan(0, Candidates).CopyTo(_row); // it leaves the gradient where the scores were
        return SoftmaxLoss.Run(Inputs.Pointer(_row), Inputs.Pointer(_bias), Candidates, 7, 1, Inputs.Pointer(_sums));
    }

    [Benchmark]
    public int Best_ten_of_60416()
    {
        _list.Start(_best.Length, []);
        TopScores.Scan(_scores, [], _list);
        return _list.Take(_items, _best);
    }
}
