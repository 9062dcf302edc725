using MusicRec.Numerics;

namespace MusicRec.Tests.Numerics;

public class SymmetricEigenTests
{
    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(5), InlineData(17), InlineData(64), InlineData(101)]
    public void Eigenvectors_are_orthonormal_and_give_the_matrix_back(int n)
    {
        double[] a = Symmetric(n, seed: n);
        var (values, vectors) = SymmetricEigen.Decompose([.. a], n, threads: 2);
        var (back, gram, unit) = (new double[n * n], new double[n * n], new double[n * n]);
        for (int i = 0; i < n; i++)
        {
            unit[i * n + i] = 1;
            for (int j = 0; j < n; j++)
            {
                for (int k = 0; k < n; k++)
                {
                    back[i * n + j] += values[k] * vectors[k * n + i] * vectors[k * n + j];
                    gram[i * n + j] += vectors[i * n + k] * vectors[j * n + k];
                }
            }
        }
        Close.Check(a, back, 1e-12, "V' D V");
        Close.Check(unit, gram, 1e-12, "V V'");
        Assert.Equal(values.OrderDescending(), values);
    }

    [Theory]
    [InlineData(2), InlineData(9), InlineData(40)]
    public void Eigenvalues_are_those_of_Jacobi_s_method(int n)
    {
        double[] a = Symmetric(n, seed: 100 + n);
        var (values, _) = SymmetricEigen.Decompose([.. a], n, threads: 1);
        Close.Check(Jacobi(a, n), values, 1e-12, "values");
    }

    [Theory]
    [InlineData(1e-160), InlineData(1), InlineData(1e160)]
    public void Degenerate_matrices_of_any_scale_work(double scale)
    {
        var (values, vectors) = SymmetricEigen.Decompose([scale, 0, 0, 0, scale, 0, 0, 0, scale], 3, threads: 1);
        Assert.Equal([scale, scale, scale], values);
        Assert.Equal(3, vectors.Count(v => v == 1));
        Assert.Equal([0, 0], SymmetricEigen.Decompose(new double[4], 2, threads: 1).Values);
        var ones = SymmetricEigen.Decompose([.. Enumerable.Repeat(scale, 49)], 7, threads: 1).Values; // rank one
        Close.Check([7 * scale, 0, 0, 0, 0, 0, 0], ones, 1e-14, "rank one");
    }

    [Fact]
    public void The_same_bits_come_from_any_number_of_threads()
    {
        double[] a = Symmetric(70, seed: 1);
        var (values, vectors) = SymmetricEigen.Decompose([.. a], 70, threads: 1);
        foreach (int threads in new[] { 2, 7 })
        {
            var again = SymmetricEigen.Decompose([.. a], 70, threads);
            Assert.Equal(values, again.Values);
            Assert.Equal(vectors, again.Vectors);
        }
    }

    [Fact]
    public void A_matrix_with_NaN_is_refused() =>
        Assert.Throws<MusicRecException>(() => SymmetricEigen.Decompose([1, double.NaN, double.NaN, 1], 2, threads: 1));

    private static double[] Symmetric(int n, int seed)
    {
        var (x, a) = (Draw.Floats(n * n, seed), new double[n * n]);
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++) a[i * n + j] = (double)x[i * n + j] + x[j * n + i];
        return a;
    }

    // Cyclic Jacobi rotations, as plain as can be.
    private static double[] Jacobi(double[] symmetric, int n)
    {
        double[] a = [.. symmetric];
        for (int sweep = 0; sweep < 30; sweep++)
        {
            for (int p = 0; p < n; p++)
            {
                for (int q = p + 1; q < n; q++)
                {
                    if (a[p * n + q] == 0) continue;
                    double angle = 0.5 * Math.Atan2(2 * a[p * n + q], a[q * n + q] - a[p * n + p]), c = Math.Cos(angle), s = Math.Sin(angle);
                    for (int k = 0; k < n; k++)
                        (a[k * n + p], a[k * n + q]) = (c * a[k * n + p] - s * a[k * n + q], s * a[k * n + p] + c * a[k * n + q]);
                    for (int k = 0; k < n; k++)
                        (a[p * n + k], a[q * n + k]) = (c * a[p * n + k] - s * a[q * n + k], s * a[p * n + k] + c * a[q * n + k]);
                }
            }
        }
        return [.. Enumerable.Range(0, n).Select(i => a[i * n + i]).OrderDescending()];
    }
}
