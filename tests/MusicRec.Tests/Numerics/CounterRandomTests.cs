using MusicRec.Numerics;

namespace MusicRec.Tests.Numerics;

public class CounterRandomTests
{
    private const int Draws = 100_000;
    private static readonly CounterRandom Random = new(7, 3);

    [Fact]
    public void A_number_depends_on_seed_stream_and_index_alone()
    {
        Assert.Equal(Random.Bits(5), new CounterRandom(7, 3).Bits(5));
        ulong[] others = [Random.Bits(6), new CounterRandom(8, 3).Bits(5), new CounterRandom(7, 4).Bits(5), new CounterRandom(3, 7).Bits(5)];
        Assert.DoesNotContain(Random.Bits(5), others);
        Assert.Equal(others.Length, others.Distinct().Count());
    }

    [Fact]
    public void The_finaliser_is_the_published_one() => // splitmix64 with seed 0: its first output
        Assert.Equal(0xE220A8397B1DCDAFUL, CounterRandom.Mix(0x9E3779B97F4A7C15));

    [Fact]
    public void Moments_are_those_of_the_distributions() // bounds: 5 standard errors
    {
        double[] uniform = [.. Enumerable.Range(0, Draws).Select(i => Random.Uniform((ulong)i))];
        double[] normal = [.. Enumerable.Range(0, Draws).Select(i => Random.Normal((ulong)i))];
        Assert.All(uniform, u => Assert.True(u is > 0 and < 1));
        Assert.InRange(uniform.Average(), 0.5 - 5 * 0.2887 / Math.Sqrt(Draws), 0.5 + 5 * 0.2887 / Math.Sqrt(Draws));
        Assert.InRange(normal.Average(), -5 / Math.Sqrt(Draws), 5 / Math.Sqrt(Draws));
        Assert.InRange(normal.Average(x => x * x), 1 - 5 * Math.Sqrt(2.0 / Draws), 1 + 5 * Math.Sqrt(2.0 / Draws));
        Assert.InRange(normal.Zip(normal.Skip(1), (a, b) => a * b).Average(), -5 / Math.Sqrt(Draws), 5 / Math.Sqrt(Draws));
    }

    [Theory]
    [InlineData(1), InlineData(7), InlineData(100)]
    public void Whole_numbers_are_uniform_below_their_bound(int bound)
    {
        var counts = new int[bound];
        for (int i = 0; i < Draws; i++) counts[Random.Below((ulong)i, bound)]++;
        double mean = (double)Draws / bound;
        Assert.All(counts, n => Assert.InRange(n, mean - 5 * Math.Sqrt(mean), mean + 5 * Math.Sqrt(mean)));
    }

    [Fact]
    public void Shuffling_permutes()
    {
        int[] values = [.. Enumerable.Range(0, 50)];
        Random.Shuffle(values.AsSpan());
        Assert.NotEqual(Enumerable.Range(0, 50), values);
        Assert.Equal(Enumerable.Range(0, 50), values.Order());
    }
}
