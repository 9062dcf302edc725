using MusicRec.Numerics;

namespace MusicRec.Tests.Numerics;

[Trait(EveryWidth.Name, EveryWidth.Value)]
public class CholeskyTests
{
    [Theory]
    [InlineData(1), InlineData(2), InlineData(95), InlineData(96), InlineData(97), InlineData(331)]
    public void The_inverse_times_the_matrix_is_the_identity(int n)
    {
        var (a, inverse) = (PositiveDefinite(n), PositiveDefinite(n));
        Cholesky.Invert(inverse, threads: 2);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double sum = 0;
                for (int q = 0; q < n; q++) sum += (double)a[i][q] * inverse[q][j];
                Assert.Equal(i == j ? 1 : 0, sum, 1e-5);
                Assert.Equal(inverse[i][j], inverse[j][i]);
            }
        }
    }

    [Theory]
    [InlineData(1, 1), InlineData(97, 3), InlineData(300, 20)]
    public void The_solution_solves_the_system(int n, int columns)
    {
        var a = PositiveDefinite(n);
        var (b, x) = (Matrix.From(Draw.Floats(n * columns, 5), n, columns), Matrix.From(Draw.Floats(n * columns, 5), n, columns));
        Cholesky.Factor(PositiveDefinite(n), threads: 2).Solve(x);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                double sum = 0;
                for (int q = 0; q < n; q++) sum += (double)a[i][q] * x[q][j];
                Assert.Equal(b[i][j], sum, 1e-5);
            }
        }
    }

    [Fact]
    public void The_inverse_has_the_same_bits_on_any_number_of_threads()
    {
        float[] Inverse(int threads)
        {
            var a = PositiveDefinite(301);
            Cholesky.Invert(a, threads);
            return [.. Enumerable.Range(0, 301).SelectMany(i => a[i].ToArray())];
        }
        var one = Inverse(1);
        Assert.Equal(one, Inverse(2));
        Assert.Equal(one, Inverse(7));
    }

    [Theory]
    [InlineData(-1f), InlineData(0f), InlineData(float.NaN)]
    public void A_matrix_that_is_not_positive_definite_is_refused(float pivot)
    {
        var a = PositiveDefinite(150);
        a.Row(120)[120] = pivot;
        var error = Assert.Throws<MusicRecException>(() => Cholesky.Factor(a, threads: 1));
        Assert.Contains("pivot 120", error.Message, StringComparison.Ordinal);
    }

    // X^T X / n + I of random X: eigenvalues between 1 and about 3.
    private static Matrix PositiveDefinite(int n)
    {
        var x = Draw.Floats(n * n, seed: n);
        var a = new Matrix(n, n);
        for (int i = 0; i < n; i++)
            for (int j = 0; j <= i; j++)
            {
                double sum = i == j ? 1 : 0;
                for (int q = 0; q < n; q++) sum += (double)x[q * n + i] * x[q * n + j] / n;
                a.Row(i)[j] = a.Row(j)[i] = (float)sum;
            }
        return a;
    }
}
