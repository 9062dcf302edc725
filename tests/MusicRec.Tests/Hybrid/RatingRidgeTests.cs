using MusicRec.Hybrid;
using MusicRec.Numerics;

namespace MusicRec.Tests.Hybrid;

public class RatingRidgeTests
{
    [Theory]
    [InlineData(0, 5, 2), InlineData(1, 5, 2), InlineData(4, 5, 0), InlineData(5, 5, 3)]
    [InlineData(6, 5, 2), InlineData(23, 5, 2), InlineData(9, 17, 3)]
    public void The_gradient_of_the_penalised_squares_is_zero(int ratings, int n, int from)
    {
        const int others = 30;
        var random = new CounterRandom(2, (ulong)(100 * ratings + n));
        int width = from + n;
        double[] vectors = [.. Enumerable.Range(0, others * width).Select(i => random.Normal((ulong)i))];
        double[] known = [.. Enumerable.Range(0, from).Select(i => random.Normal((ulong)(5000 + i)))];
        double[] penalty = [.. Enumerable.Range(0, n).Select(k => 0.5 + k)];
        int[] rows = [.. Enumerable.Range(0, ratings).Select(e => (7 * e + 3) % others)];
        float[] values = [.. Enumerable.Range(0, ratings).Select(e => (float)random.Normal((ulong)(9000 + e)))];
        var ridge = new RatingRidge(penalty, width);
        ridge.Solve(vectors, from, [1, 2, 3], [1, 2, 3], known); // what was solved before leaves nothing behind
        ridge.Solve(vectors, from, rows, values, known);
        for (int k = 0; k < n; k++)
        {
            double gradient = penalty[k] * ridge.Solution[k];
            for (int e = 0; e < ratings; e++)
            {
                var z = vectors.AsSpan(rows[e] * width, width).ToArray();
                double error = values[e] - known.Zip(z, (w, x) => w * x).Sum() - ridge.Solution.Zip(z.Skip(from), (w, x) => w * x).Sum();
                gradient -= error * z[from + k];
            }
            Assert.Equal(0, gradient, 1e-10);
        }
    }

    [Fact]
    public void Without_penalty_few_ratings_leave_the_vector_undetermined()
    {
        var ridge = new RatingRidge([0, 0, 0], 3);
        Assert.Contains("undetermined", Assert.Throws<MusicRecException>(() => ridge.Solve([1, 2, 3], 0, [0], [1], [])).Message);
    }
}
