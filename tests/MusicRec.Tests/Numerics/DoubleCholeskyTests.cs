using MusicRec.Numerics;

namespace MusicRec.Tests.Numerics;

public class DoubleCholeskyTests
{
    [Theory, InlineData(1), InlineData(5), InlineData(63), InlineData(64), InlineData(65), InlineData(131), InlineData(200)]
    public void A_matrix_times_its_inverse_is_the_identity(int n)
    {
        double[] a = Spd(n), inverse = [.. a];
        DoubleCholesky.Invert(inverse, n, threads: 2, default);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double sum = 0;
                for (int k = 0; k < n; k++) sum += a[i * n + k] * inverse[k * n + j];
                Assert.Equal(i == j ? 1 : 0, sum, 1e-9);
            }
        }
    }

    [Fact]
    public void The_bits_of_an_inverse_do_not_depend_on_the_threads()
    {
        double[] Inverse(int threads)
        {
            double[] a = Spd(200);
            DoubleCholesky.Invert(a, 200, threads, default);
            return a;
        }
        Assert.Equal(Inverse(1), Inverse(7));
    }

    [Fact]
    public void A_solution_solves()
    {
        double[] a = Spd(37), l = [.. a], x = [.. Draw.Floats(37, 9)], b = new double[37];
        for (int i = 0; i < 37; i++)
            for (int j = 0; j < 37; j++) b[i] += a[i * 37 + j] * x[j];
        Assert.True(DoubleCholesky.Factor(l, 37));
        DoubleCholesky.Solve(l, 37, b);
        for (int i = 0; i < 37; i++) Assert.Equal(x[i], b[i], 1e-9);
    }

    [Fact]
    public void An_indefinite_matrix_is_refused()
    {
        Assert.False(DoubleCholesky.Factor([1, 0, 2, 1], 2));
        Assert.Throws<MusicRecException>(() => DoubleCholesky.Invert([1, 2, 2, 1], 2, 1, default));
    }

    private static double[] Spd(int n)
    {
        float[] x = Draw.Floats(n * n, n);
        var a = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                for (int k = 0; k < n; k++) a[i * n + j] += (double)x[i * n + k] * x[j * n + k];
            a[i * n + i] += 1;
        }
        return a;
    }
}
