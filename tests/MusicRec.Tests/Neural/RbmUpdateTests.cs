using MusicRec.Neural;
using MusicRec.Numerics;

namespace MusicRec.Tests.Neural;

/// <summary>What one update adds to the parameters of a tiny machine, averaged over many chains, against sums over all states.</summary>
public class RbmUpdateTests
{
    private const int Visible = 4, Hidden = 3, Chains = 30_000;
    private const double Decay = 0.1, Tolerance = 0.02; // a mean of 30,000 products below 1 has a standard error below 0.004

    private static readonly float[][] Examples = [[1, 0, 1, 1], [0, 0, 1, 0], [0, 1, 0, 0]];

    private static RbmState State(VisibleUnits units) => new(Visible, Hidden, units)
    {
        Weights = [.. Draw.Floats(Visible * Hidden, 1).Select(x => 1.5f * x)],
        VisibleBias = Draw.Floats(Visible, 2),
        HiddenBias = Draw.Floats(Hidden, 3),
    };

    [Theory]
    [InlineData(VisibleUnits.Bernoulli, 1), InlineData(VisibleUnits.Bernoulli, 2), InlineData(VisibleUnits.Gaussian, 1)]
    public void Contrastive_divergence_adds_the_difference_after_its_steps(VisibleUnits units, int steps)
    {
        var state = State(units);
        var expected = new Moments();
        foreach (float[] v in Examples)
        {
            expected.Add(state, v, 1.0 / Examples.Length);
            Diverge(state, v, steps, -1.0 / Examples.Length, expected);
        }
        Check(expected, units, new() { Steps = steps });
    }

    [Fact]
    public void Persistent_chains_add_the_gradient_of_the_likelihood()
    {
        var state = State(VisibleUnits.Bernoulli);
        var model = new RbmModel(state);
        var expected = new Moments();
        foreach (float[] v in Examples) expected.Add(state, v, 1.0 / Examples.Length);
        double logZ = model.LogPartition();
        foreach (float[] v in States(Visible)) expected.Add(state, v, -Math.Exp(-model.FreeEnergies(v)[0] - logZ));
        Check(expected, VisibleUnits.Bernoulli, new() { Steps = 40, Persistent = true });
    }

    private static void Check(Moments expected, VisibleUnits units, RbmOptions options)
    {
        RbmState before = State(units), after = State(units);
        var run = new RbmRun(after, options with { Visible = units, Rate = 1, Momentum = 0, Decay = Decay, Seed = 1 }, Chains);
        var data = Matrix.From([.. Enumerable.Range(0, Chains).SelectMany(r => Examples[r % Examples.Length])], Chains, Visible);
        run.Update(data, [.. Enumerable.Range(0, Chains)], momentum: 0);
        for (int at = 0; at < Visible * Hidden; at++)
            Assert.Equal(expected.Weights[at] - Decay * before.Weights[at], after.Weights[at] - before.Weights[at], Tolerance);
        for (int i = 0; i < Visible; i++) Assert.Equal(expected.OfVisible[i], after.VisibleBias[i] - before.VisibleBias[i], Tolerance);
        for (int j = 0; j < Hidden; j++) Assert.Equal(expected.OfHidden[j], after.HiddenBias[j] - before.HiddenBias[j], Tolerance);
    }

    // Sums over the hidden states that the steps draw; the visible units are their means.
    private static void Diverge(RbmState state, float[] v, int steps, double weight, Moments sum)
    {
        if (steps == 0)
        {
            sum.Add(state, v, weight);
            return;
        }
        double[] p = Probabilities(state, v);
        foreach (float[] h in States(Hidden))
        {
            double share = Enumerable.Range(0, Hidden).Aggregate(1.0, (all, j) => all * (h[j] == 1 ? p[j] : 1 - p[j]));
            Diverge(state, Means(state, h), steps - 1, weight * share, sum);
        }
    }

    private static double[] Probabilities(RbmState state, float[] v) => [.. Enumerable.Range(0, Hidden).Select(j =>
        Sigmoid(state.HiddenBias[j] + Enumerable.Range(0, Visible).Sum(i => state.Weights[j * Visible + i] * (double)v[i])))];

    private static float[] Means(RbmState state, float[] h) => [.. Enumerable.Range(0, Visible).Select(i =>
    {
        double x = state.VisibleBias[i] + Enumerable.Range(0, Hidden).Sum(j => state.Weights[j * Visible + i] * (double)h[j]);
        return (float)(state.Units == VisibleUnits.Bernoulli ? Sigmoid(x) : x);
    })];

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static IEnumerable<float[]> States(int units) =>
        Enumerable.Range(0, 1 << units).Select(s => Enumerable.Range(0, units).Select(i => (float)(s >> i & 1)).ToArray());

    /// <summary>Weighted sums of p(h | v) v', v and p(h | v).</summary>
    private sealed class Moments
    {
        public double[] Weights { get; } = new double[Hidden * Visible];
        public double[] OfVisible { get; } = new double[Visible];
        public double[] OfHidden { get; } = new double[Hidden];

        public void Add(RbmState state, float[] v, double weight)
        {
            double[] p = Probabilities(state, v);
            for (int j = 0; j < Hidden; j++)
            {
                OfHidden[j] += weight * p[j];
                for (int i = 0; i < Visible; i++) Weights[j * Visible + i] += weight * p[j] * v[i];
            }
            for (int i = 0; i < Visible; i++) OfVisible[i] += weight * v[i];
        }
    }
}
