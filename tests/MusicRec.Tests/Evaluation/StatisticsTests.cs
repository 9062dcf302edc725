using FsCheck.Xunit;
using MusicRec.Evaluation;

namespace MusicRec.Tests.Evaluation;

public class StatisticsTests
{
    [Fact]
    public void Holm_steps_down()
    {
        // Sorted .01, .02, .03, .04 times 4, 3, 2, 1, then never falling.
        double[] adjusted = Holm.Adjust([0.04, 0.01, 0.03, 0.02]);
        double[] expected = [0.06, 0.04, 0.06, 0.06];
        for (int i = 0; i < 4; i++) Assert.Equal(expected[i], adjusted[i], 12);
        Assert.Equal([1.0, 1.0], Holm.Adjust([0.6, 0.9]));
        Assert.Empty(Holm.Adjust([]));
    }

    [Property(MaxTest = 20)]
    public void A_permutation_p_value_is_near_the_exact_one(int draw)
    {
        var random = new Random(draw);
        double[] d = [.. Enumerable.Range(0, 10).Select(_ => random.NextDouble() - 0.4)];
        double sum = Math.Abs(d.Sum());
        int extreme = Enumerable.Range(0, 1024).Count(signs => Math.Abs(d.Select((x, i) => (signs >> i & 1) == 0 ? x : -x).Sum()) >= sum - 1e-12);
        double exact = extreme / 1024.0, p = PairedPermutation.PValue(d, 20_000, (ulong)draw);
        Assert.InRange(p, exact - 5 * Math.Sqrt(exact / 20_000) - 1e-3, exact + 5 * Math.Sqrt(exact / 20_000) + 1e-3);
    }

    [Fact]
    public void A_permutation_test_does_not_depend_on_threads()
    {
        double[] d = [.. Enumerable.Range(0, 130).Select(i => Math.Sin(i) + 0.1)];
        Assert.Equal(PairedPermutation.PValue(d, 5000, seed: 4, threads: 1), PairedPermutation.PValue(d, 5000, seed: 4, threads: 7));
        Assert.Equal(1, PairedPermutation.PValue([0, 0, 0], 100));
        Assert.Equal(1, PairedPermutation.PValue([], 100));
    }

    [Fact]
    public void A_bootstrap_interval_matches_the_normal_one()
    {
        double[] values = [.. Enumerable.Range(0, 2000).Select(i => i % 100 / 99.0)], weights = new double[2000];
        Array.Fill(weights, 1);
        var metric = new MetricResult("m", values, weights);
        var interval = Bootstrap.Intervals([metric], new EvaluatorOptions { Resamples = 4000 }, default)[0];
        double error = 1.96 * Math.Sqrt(values.Sum(v => (v - 0.5) * (v - 0.5)) / 2000) / Math.Sqrt(2000);
        Assert.Equal(0.5 - error, interval.Low, 0.001);
        Assert.Equal(0.5 + error, interval.High, 0.001);
    }
}
