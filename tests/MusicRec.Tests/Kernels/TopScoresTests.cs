using MusicRec.Kernels;

namespace MusicRec.Tests.Kernels;

[Trait(EveryWidth.Name, EveryWidth.Value)]
public class TopScoresTests
{
    [Fact]
    public void Every_length_gives_the_best_of_a_sort()
    {
        for (int n = 1; n < 300; n += 1 + n / 40)
        {
            float[] scores = [.. Draw.Floats(n, n).Select(x => MathF.Round(8 * x))];
            ulong[] eligible = [.. Enumerable.Range(0, (n + 63) / 64).Select(w => 0xF3C7_55AA_0FF1_9E37UL << w)];
            foreach (ulong[] bits in (ulong[][])[[], eligible])
            {
                var list = new TopList();
                list.Start(7, [0, 5, 64]);
                TopScores.Scan(scores, bits, list);
                var (ids, kept) = (new int[7], new float[7]);
                int count = list.Take(ids, kept);
                var expected = Enumerable.Range(0, n).Where(i => i is not (0 or 5 or 64) && (bits.Length == 0 || (bits[i / 64] >> (i % 64) & 1) != 0))
                    .OrderByDescending(i => scores[i]).ThenBy(i => i).Take(7).ToArray();
                Assert.Equal(expected, ids[..count]);
                Assert.Equal(expected.Select(i => scores[i]), kept[..count]);
            }
        }
    }
}
