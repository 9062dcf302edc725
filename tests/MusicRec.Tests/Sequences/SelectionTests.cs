using MusicRec.Numerics;
using MusicRec.Sequences;

namespace MusicRec.Tests.Sequences;

public class SelectionTests
{
    [Fact]
    public void The_largest_come_first_for_every_count()
    {
        for (int n = 0; n < 40; n++)
        {
            for (int count = 0; count <= n; count++)
            {
                int[] values = [.. Enumerable.Range(0, n)];
                new CounterRandom((ulong)count, 1).Shuffle(values.AsSpan());
                Selection.LargestFirst(values.AsSpan(), count);
                Assert.Equal(Enumerable.Range(n - count, count), values[..count].Order());
                Assert.Equal(n, values.Distinct().Count());
            }
        }
    }

    [Fact]
    public void Equal_values_are_fine()
    {
        var random = new CounterRandom(3, 1);
        for (int count = 0; count <= 50; count++)
        {
            float[] values = [.. Enumerable.Range(0, 50).Select(i => (float)(int)(6 * random.Uniform((ulong)(50 * count + i))))];
            float[] expected = [.. values.OrderDescending().Take(count)];
            Selection.LargestFirst(values.AsSpan(), count);
            Assert.Equal(expected, values.Take(count).OrderDescending());
        }
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public void Sorted_input_is_fine(bool rising)
    {
        int[] values = [.. Enumerable.Range(0, 20_000).OrderBy(i => rising ? i : -i)];
        Selection.LargestFirst(values.AsSpan(), 100);
        Assert.Equal(Enumerable.Range(19_900, 100), values[..100].Order());
    }
}
