using System.Text;
using BenchmarkDotNet.Attributes;
using MusicRec.Data;

namespace MusicRec.Benchmarks;

/// <summary>100,000 lines of triplets, and 20,000 sessions of ten songs, from memory to finished data.</summary>
[MemoryDiagnoser]
public class ReaderBenchmarks
{
    private byte[] _triplets = [], _sessions = [];

    [GlobalSetup]
    public void Setup()
    {
        var (triplets, sessions) = (new StringBuilder(), new StringBuilder());
        for (int line = 0; line < 100_000; line++) triplets.Append($"user-{line / 50}\titem-{line * 7919 % 4001}\t{1 + line % 9}\n");
        for (int row = 0; row < 20_000; row++)
            sessions.AppendJoin(' ', Enumerable.Range(0, 10).Select(i => (row * 31 + i * 977) % 6007)).Append('\n');
        (_triplets, _sessions) = (Encoding.ASCII.GetBytes(triplets.ToString()), Encoding.ASCII.GetBytes(sessions.ToString()));
    }

    [Benchmark]
    public Interactions Triplets() => TripletReader.Read(new MemoryStream(_triplets), "memory");

    [Benchmark]
    public EventSequences Sessions() => SessionReader.Read(new MemoryStream(_sessions), "memory");
}
