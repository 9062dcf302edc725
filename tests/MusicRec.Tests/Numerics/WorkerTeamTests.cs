using MusicRec.Numerics;

namespace MusicRec.Tests.Numerics;

public class WorkerTeamTests
{
    [Theory]
    [InlineData(0, 2), InlineData(1, 2), InlineData(7, 1), InlineData(1000, 2), InlineData(1000, 7)]
    public void Every_chunk_runs_once(int chunks, int threads)
    {
        var team = new WorkerTeam();
        for (int round = 0; round < 50; round++)
        {
            var runs = new int[chunks];
            team.Run(chunks, threads, (chunk, worker) =>
            {
                Assert.InRange(worker, 0, threads - 1);
                Interlocked.Increment(ref runs[chunk]);
            });
            Assert.All(runs, n => Assert.Equal(1, n));
        }
    }

    [Fact]
    public void Nested_and_concurrent_calls_finish()
    {
        var team = new WorkerTeam();
        int inner = 0;
        Parallel.For(0, 4, _ => team.Run(20, 3, (_, _) => team.Run(5, 3, (_, _) => Interlocked.Increment(ref inner))));
        Assert.Equal(4 * 20 * 5, inner);
    }

    [Fact]
    public void A_failure_reaches_the_caller_and_the_team_lives_on()
    {
        var team = new WorkerTeam();
        Assert.Throws<InvalidDataException>(() => team.Run(100, 2, (chunk, _) => { if (chunk == 3) throw new InvalidDataException(); }));
        int count = 0;
        team.Run(10, 2, (_, _) => Interlocked.Increment(ref count));
        Assert.Equal(10, count);
    }

    [Fact]
    public void A_cancelled_run_throws()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => new WorkerTeam().Run(10, 2, (_, _) => { }, source.Token));
    }
}
