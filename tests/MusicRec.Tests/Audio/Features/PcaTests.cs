using MusicRec.Audio;
using MusicRec.Numerics;

namespace MusicRec.Tests.Audio;

public class PcaTests
{
    [Theory]
    [InlineData(60, 7), InlineData(7, 60), InlineData(33, 33), InlineData(300, 21)]
    public void Coordinates_are_uncorrelated_with_the_explained_variances(int n, int d)
    {
        float[] rows = LowRank(n, d, seed: 1);
        int side = Math.Min(n - 1, d);
        var model = new Pca(new() { Components = side }).Fit(Matrix.From(rows, n, d));
        float[] y = new float[n * side];
        model.Transform(rows, y);
        var (covariance, expected) = (new double[side * side], new double[side * side]);
        for (int i = 0; i < side; i++)
        {
            expected[i * side + i] = model.ExplainedVariance[i];
            for (int j = 0; j < side; j++)
                for (int r = 0; r < n; r++) covariance[i * side + j] += (double)y[r * side + i] * y[r * side + j] / (n - 1);
        }
        Close.Check(expected, covariance, Close.Float, "covariance of the coordinates");
        Assert.Equal(1, Enumerable.Range(0, side).Sum(model.ExplainedVarianceRatio), 1e-5);
        float[] back = new float[n * d];
        model.InverseTransform(y, back);
        Close.Check(rows, back, "reconstruction");
    }

    [Fact]
    public void Both_ways_of_the_exact_solver_agree()
    {
        float[] rows = LowRank(40, 40, seed: 2);
        var tall = new Pca(new() { Components = 8 }).Fit(Matrix.From(rows, 40, 40));
        var wide = new Pca(new() { Components = 8 }).Fit(Matrix.From(Widen(rows, 40, 40, 60), 40, 60)); // 20 features that never vary
        Close.Check(tall.ExplainedVariance, wide.ExplainedVariance, "variances");
        for (int i = 0; i < 8; i++) Close.Check(tall.Components[i], wide.Components[i][..40], $"component {i}");
    }

    [Theory]
    [InlineData(300, 200), InlineData(150, 500)]
    public void The_randomized_solver_finds_the_leading_components(int n, int d)
    {
        var rows = Matrix.From(LowRank(n, d, seed: 3), n, d);
        var exact = new Pca(new() { Components = 5, Solver = PcaSolver.Exact }).Fit(rows);
        var random = new Pca(new() { Components = 5, Solver = PcaSolver.Randomized }).Fit(rows);
        Close.Check(exact.ExplainedVariance, random.ExplainedVariance, "variances");
        for (int i = 0; i < 5; i++)
        {
            double cosine = 0;
            for (int c = 0; c < d; c++) cosine += (double)exact.Components[i][c] * random.Components[i][c];
            Assert.Equal(1, cosine, 1e-4);
        }
    }

    [Fact]
    public void Whitened_coordinates_have_variance_1()
    {
        float[] rows = LowRank(200, 12, seed: 4), y = new float[200 * 6];
        var model = new Pca(new() { Components = 6, Whiten = true }).Fit(Matrix.From(rows, 200, 12));
        model.Transform(rows, y);
        for (int i = 0; i < 6; i++) Assert.Equal(1, Enumerable.Range(0, 200).Sum(r => (double)y[r * 6 + i] * y[r * 6 + i]) / 199, 1e-4);
    }

    [Fact]
    public void A_share_of_the_variance_decides_how_many_are_kept()
    {
        var rows = Matrix.From(LowRank(500, 10, seed: 5), 500, 10);
        var all = new Pca(new() { Components = 10 }).Fit(rows);
        var kept = new Pca(new() { Variance = 0.9 }).Fit(rows).Components.Rows;
        double before = Enumerable.Range(0, kept - 1).Sum(all.ExplainedVarianceRatio);
        Assert.True(before < 0.9 && before + all.ExplainedVarianceRatio(kept - 1) >= 0.9 - 1e-6, $"{kept} components");
    }

    [Theory]
    [InlineData(PcaSolver.Exact), InlineData(PcaSolver.Randomized)]
    public void The_same_bits_come_from_any_number_of_threads(PcaSolver solver)
    {
        var rows = Matrix.From(LowRank(120, 45, seed: 6), 120, 45);
        var one = new Pca(new() { Components = 4, Solver = solver, Threads = 1 }).Fit(rows);
        foreach (int threads in new[] { 2, 7 })
        {
            var many = new Pca(new() { Components = 4, Solver = solver, Threads = threads }).Fit(rows);
            for (int i = 0; i < 4; i++) Assert.Equal(one.Components[i], many.Components[i]);
            Assert.Equal(one.ExplainedVariance, many.ExplainedVariance);
        }
    }

    [Fact]
    public void Rows_that_are_all_alike_have_no_variance()
    {
        var model = new Pca(new() { Components = 2, Whiten = true }).Fit(Matrix.From([1, 2, 3, 1, 2, 3, 1, 2, 3], 3, 3));
        float[] y = new float[2], back = new float[3];
        model.Transform([1, 2, 3], y);
        Assert.Equal([0, 0], y);
        Assert.Equal(0, model.ExplainedVarianceRatio(0));
        model.InverseTransform(y, back);
        Assert.Equal([1, 2, 3], back);
    }

    [Fact]
    public void What_is_written_is_read_and_damage_is_told()
    {
        float[] rows = LowRank(30, 9, seed: 7), a = new float[30 * 3], b = new float[30 * 3];
        var model = new Pca(new() { Components = 3, Whiten = true }).Fit(Matrix.From(rows, 30, 9));
        using var stream = new MemoryStream();
        model.Save(stream);
        var read = PcaModel.Load(new MemoryStream(stream.ToArray()));
        model.Transform(rows, a);
        read.Transform(rows, b);
        Assert.Equal(a, b);
        Assert.Equal(model.TotalVariance, read.TotalVariance);
        Assert.Throws<MusicRecException>(() => PcaModel.Load(new MemoryStream(stream.ToArray()[..^4])));
        Assert.Throws<MusicRecException>(() => KMeansModel.Load(new MemoryStream(stream.ToArray())));
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new Pca().Fit(Matrix.From([1, 2], 1, 2)));
        Assert.Throws<ArgumentException>(() => new Pca(new() { Components = 3 }).Fit(Matrix.From([1, 2, 3, 4], 2, 2)));
        Assert.Throws<ArgumentException>(() => new Pca(new() { Solver = PcaSolver.Randomized }).Fit(Matrix.From([1, 2, 3, 4], 2, 2)));
        Assert.Throws<MusicRecException>(() => new Pca().Fit(Matrix.From([1, 2, 3, float.PositiveInfinity], 2, 2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PcaOptions { Components = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PcaOptions { Variance = 1.5 });
    }

    // Random rows whose directions fall off as 1 / (1 + i), with an offset.
    internal static float[] LowRank(int n, int d, int seed)
    {
        float[] x = Draw.Floats(n * d, seed), mix = Draw.Floats(d * d, seed + 1000), rows = new float[n * d];
        for (int r = 0; r < n; r++)
        {
            for (int c = 0; c < d; c++)
            {
                double sum = 2;
                for (int k = 0; k < d; k++) sum += x[r * d + k] * mix[k * d + c] / (1.0 + k) / (1.0 + k);
                rows[r * d + c] = (float)sum;
            }
        }
        return rows;
    }

    private static float[] Widen(float[] rows, int n, int d, int wider)
    {
        var wide = new float[n * wider];
        for (int r = 0; r < n; r++) rows.AsSpan(r * d, d).CopyTo(wide.AsSpan(r * wider));
        return wide;
    }
}
