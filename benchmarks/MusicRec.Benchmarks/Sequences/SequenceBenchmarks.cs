using BenchmarkDotNet.Attributes;
using MusicRec.Sequences;

namespace MusicRec.Benchmarks;

/// <summary>Fits of models of what comes next on 4,000 sessions of the shape of #nowplaying; networks take one pass.</summary>
[MemoryDiagnoser]
public class SequenceBenchmarks
{
    private ItemSequences? _sessions;

    [GlobalSetup]
    public void Setup() => _sessions = SimulatedSessions.First(SimulatedSessions.Train.Value, 4000);

    [Benchmark]
    public ISequenceModel Neighbours() => new VSknn().Fit(_sessions!);

    [Benchmark]
    public ISequenceModel Rules() => new SequentialRules().Fit(_sessions!);

    [Benchmark]
    public ISequenceModel Chain() => new VariableOrderChain().Fit(_sessions!);

    [Benchmark]
    public ISequenceModel Factorised_chain() => new Fpmc(new() { Epochs = 1 }).Fit(_sessions!);

    [Benchmark]
    public ISequenceModel Recurrent() => new Gru4Rec(new() { Epochs = 1, Threads = 1 }).Fit(_sessions!);

    [Benchmark]
    public ISequenceModel Attentive() => new SasRec(new() { Epochs = 1, Threads = 1 }).Fit(_sessions!);

    [Benchmark]
    public ISequenceModel Graph() => new SrGnn(new() { Epochs = 1, Threads = 1 }).Fit(_sessions!);
}
