using MusicRec.Neural;
using MusicRec.Numerics;

namespace MusicRec.Tests.Neural;

public class RbmTests
{
    /// <summary>A machine of 4 visible and 3 hidden units with weights that matter.</summary>
    private static RbmModel Small(VisibleUnits units = VisibleUnits.Bernoulli) => new(new RbmState(4, 3, units)
    {
        Weights = [.. Draw.Floats(12, 1).Select(x => 1.5f * x)],
        VisibleBias = Draw.Floats(4, 2),
        HiddenBias = Draw.Floats(3, 3),
    });

    private static IEnumerable<float[]> States(int units) =>
        Enumerable.Range(0, 1 << units).Select(s => Enumerable.Range(0, units).Select(i => (float)(s >> i & 1)).ToArray());

    private static double Energy(RbmModel m, float[] v, float[] h)
    {
        double energy = 0;
        for (int i = 0; i < v.Length; i++)
        {
            energy += m.Units == VisibleUnits.Bernoulli ? -m.VisibleBias[i] * v[i] : Math.Pow(v[i] - m.VisibleBias[i], 2) / 2;
            for (int j = 0; j < h.Length; j++) energy -= h[j] * m.Weights[j * v.Length + i] * v[i];
        }
        for (int j = 0; j < h.Length; j++) energy -= m.HiddenBias[j] * h[j];
        return energy;
    }

    [Theory, InlineData(VisibleUnits.Bernoulli), InlineData(VisibleUnits.Gaussian)]
    public void The_free_energy_sums_over_the_hidden_states(VisibleUnits units)
    {
        var model = Small(units);
        float[] v = units == VisibleUnits.Bernoulli ? [1, 0, 1, 1] : [0.3f, -1.2f, 2, 0.1f];
        double expected = -Math.Log(States(3).Sum(h => Math.Exp(-Energy(model, v, h))));
        Assert.Equal(expected, model.FreeEnergies(v)[0], 1e-5);
    }

    [Fact]
    public void The_partition_function_sums_over_all_states()
    {
        var model = Small();
        double expected = Math.Log(States(4).Sum(v => States(3).Sum(h => Math.Exp(-Energy(model, v, h)))));
        Assert.Equal(expected, model.LogPartition(), 1e-6);
        var turned = new RbmModel(new RbmState(3, 4, VisibleUnits.Bernoulli) // fewer visible than hidden units: the other sum
        {
            Weights = [.. from i in Enumerable.Range(0, 4) from j in Enumerable.Range(0, 3) select model.Weights[j * 4 + i]],
            VisibleBias = model.HiddenBias.ToArray(),
            HiddenBias = model.VisibleBias.ToArray(),
        });
        Assert.Equal(expected, turned.LogPartition(), 1e-6);
    }

    [Fact]
    public void The_partition_function_of_Gaussian_units_is_their_integral()
    {
        var model = new RbmModel(new RbmState(1, 2, VisibleUnits.Gaussian)
        { Weights = [0.7f, -0.4f], VisibleBias = [0.3f], HiddenBias = [0.1f, 0.5f] });
        double integral = 0;
        for (double v = -12; v < 12; v += 0.01) integral += 0.01 * Math.Exp(-model.FreeEnergies([(float)v])[0]);
        Assert.Equal(Math.Log(integral), model.LogPartition(), 1e-4);
    }

    [Theory, InlineData(VisibleUnits.Bernoulli), InlineData(VisibleUnits.Gaussian)]
    public void Annealed_importance_sampling_agrees_with_enumeration(VisibleUnits units)
    {
        var model = Small(units);
        Assert.Equal(model.LogPartition(), model.EstimateLogPartition(chains: 300, temperatures: 300, seed: 1), 0.05);
    }

    [Fact]
    public void The_gradient_of_the_likelihood_is_the_difference_of_the_two_averages()
    {
        // d log p(v) / d W[j, i] = p(h_j | v) v_i - sum over all v', h of p(v', h) h_j v'_i, against finite differences of -F(v) - log Z.
        var model = Small();
        float[] v = [1, 0, 1, 1], h = new float[3];
        model.HiddenProbabilities(v, h);
        double logZ = model.LogPartition();
        for (int at = 0; at < 12; at++)
        {
            int j = at / 4, i = at % 4;
            double expected = h[j] * v[i] - States(4).Sum(u => States(3).Sum(g => Math.Exp(-Energy(model, u, g) - logZ) * g[j] * u[i]));
            double Likelihood(float change)
            {
                float[] weights = model.Weights.ToArray();
                weights[at] += change;
                var moved = new RbmModel(new RbmState(4, 3, VisibleUnits.Bernoulli)
                { Weights = weights, VisibleBias = model.VisibleBias.ToArray(), HiddenBias = model.HiddenBias.ToArray() });
                return -moved.FreeEnergies(v)[0] - moved.LogPartition();
            }
            Assert.Equal(expected, (Likelihood(0.01f) - Likelihood(-0.01f)) / 0.02, 1e-3);
        }
    }

    [Fact]
    public void Long_chains_draw_from_the_model()
    {
        var model = Small();
        const int count = 20_000;
        float[] samples = model.Sample(count, 30, seed: 3);
        double logZ = model.LogPartition();
        for (int i = 0; i < 4; i++)
        {
            double expected = States(4).Where(v => v[i] == 1).Sum(v => Math.Exp(-model.FreeEnergies(v)[0] - logZ));
            double drawn = Enumerable.Range(0, count).Average(r => samples[r * 4 + i]);
            Assert.InRange(drawn, expected - 0.015, expected + 0.015); // four standard errors
        }
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Bars_and_stripes_become_likely(bool persistent)
    {
        var data = BarsAndStripes();
        var options = new RbmOptions { Hidden = 10, Epochs = 2000, BatchSize = 14, Persistent = persistent, Rate = 0.05, Momentum = 0.5, Seed = 1 };
        double Likelihood(RbmModel model) =>
            -Enumerable.Range(0, data.Rows).Average(r => model.FreeEnergies(data[r])[0]) - model.LogPartition();
        double before = Likelihood(new Rbm(options with { Epochs = 1 }).Fit(data)), after = Likelihood(new Rbm(options).Fit(data));
        Assert.InRange(before, -7, -5); // 9 fair coins have -6.24
        Assert.True(after > -4.2, $"mean log-likelihood {after}"); // 14 patterns of equal probability have -2.64
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_on_any_number_of_threads()
    {
        var data = BarsAndStripes();
        RbmModel Fit(int threads, ulong seed = 4, bool persistent = false) => new Rbm(new()
        { Hidden = 40, Epochs = 3, BatchSize = 5, Steps = 2, Threads = threads, Seed = seed, Persistent = persistent }).Fit(data);
        foreach (bool persistent in (bool[])[false, true])
        {
            float[] one = Fit(1, persistent: persistent).Weights.ToArray();
            Assert.Equal(one, Fit(2, persistent: persistent).Weights.ToArray());
            Assert.Equal(one, Fit(7, persistent: persistent).Weights.ToArray());
        }
        Assert.NotEqual(Fit(1).Weights.ToArray(), Fit(1, seed: 5).Weights.ToArray());
    }

    [Fact]
    public void What_is_saved_is_loaded_and_damage_is_told()
    {
        var model = Small(VisibleUnits.Gaussian);
        using var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;
        var loaded = RbmModel.Load(file);
        Assert.Equal(VisibleUnits.Gaussian, loaded.Units);
        Assert.Equal(model.Weights.ToArray(), loaded.Weights.ToArray());
        Assert.Equal(model.FreeEnergies([1, 2, 3, 4]), loaded.FreeEnergies([1, 2, 3, 4]));
        Assert.Throws<MusicRecException>(() => RbmModel.Load(new MemoryStream(file.ToArray()[..^5])));
    }

    [Fact]
    public void Bad_data_are_told()
    {
        var rbm = new Rbm(new() { Hidden = 2, Epochs = 1 });
        Assert.Contains("1.5", Assert.Throws<ArgumentException>(() => rbm.Fit(Matrix.From([0, 1.5f], 1, 2))).Message, StringComparison.Ordinal);
        Assert.Contains("NaN", Assert.Throws<MusicRecException>(() => rbm.Fit(Matrix.From([0, float.NaN], 1, 2))).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => rbm.Fit(new Matrix(0, 2)));
        Assert.Throws<ArgumentException>(() => Small().FreeEnergies([1, 2, 3]));
        var wild = new Rbm(new() { Hidden = 20, Epochs = 60, Visible = VisibleUnits.Gaussian, Rate = 100, Momentum = 0 });
        Assert.Contains("diverged", Assert.Throws<MusicRecException>(() => wild.Fit(Matrix.From(Draw.Floats(400, 1), 20, 20))).Message,
            StringComparison.Ordinal);
        Assert.Throws<OperationCanceledException>(() => rbm.Fit(BarsAndStripes(), cancel: new CancellationToken(true)));
    }

    /// <summary>The 14 different pictures of 3 x 3 whose rows are each all on or all off, or whose columns are.</summary>
    private static Matrix BarsAndStripes()
    {
        var pictures = States(3).SelectMany(bits => new[]
        {
            Enumerable.Range(0, 9).Select(p => bits[p / 3]).ToArray(), Enumerable.Range(0, 9).Select(p => bits[p % 3]).ToArray(),
        }).DistinctBy(p => string.Concat(p)).ToArray();
        return Matrix.From(pictures.SelectMany(p => p).ToArray(), pictures.Length, 9);
    }
}
