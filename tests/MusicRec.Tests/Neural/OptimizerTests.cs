using MusicRec.Compute;
using MusicRec.Neural;

namespace MusicRec.Tests.Neural;

public class OptimizerTests
{
    private static readonly CpuBackend Backend = new(1);

    private delegate (double Weight, double[] State) Rule(double w, double g, double[] state, int step);

    /// <summary>Each optimiser against its formulas in double, over 20 steps on a quadratic.</summary>
    [Fact]
    public void Every_optimiser_follows_its_formula()
    {
        Check(p => new Sgd(p, 0.1, decay: 0.01), (w, g, s, _) => (w - 0.1 * (g + 0.01 * w), s));
        Check(p => new Sgd(p, 0.1, 0.9), (w, g, s, _) => (w - 0.1 * (0.9 * s[0] + g), [0.9 * s[0] + g]));
        Check(p => new Sgd(p, 0.1, 0.9, nesterov: true),
            (w, g, s, _) => (w - 0.1 * (g + 0.9 * (0.9 * s[0] + g)), [0.9 * s[0] + g]));
        Check(p => new AdaGrad(p, 0.1), (w, g, s, _) => (w - 0.1 * g / (Math.Sqrt(s[0] + g * g) + 1e-10), [s[0] + g * g]));
        Check(p => new RmsProp(p, 0.01), (w, g, s, _) =>
        {
            double v = 0.99 * s[0] + 0.01 * g * g;
            return (w - 0.01 * g / (Math.Sqrt(v) + 1e-8), [v]);
        });
        Check(p => new Adam(p, 0.01, decay: 0.1), (w, g, s, t) => AdamStep(w, g + 0.1 * w, s, t));
        Check(p => new Adam(p, 0.01, beta1: 0, beta2: 0), (w, g, s, t) => (w - 0.01 * g / (Math.Abs(g) + 1e-8), s));
        Check(p => new Adam(p, 0.01, decay: 0.1, decoupled: true), (w, g, s, t) => AdamStep(w * (1 - 0.01 * 0.1), g, s, t));
    }

    [Fact]
    public void Gradients_are_clipped_together()
    {
        var tape = new Tape(Backend);
        NamedTensor[] parameters = [new("a", Parameter([3])), new("b", Parameter([4]))];
        var optimizer = new Sgd(parameters, 1);
        tape.Backward(tape.Add(tape.Affine(parameters[0].Value, 3), tape.Affine(parameters[1].Value, 4)));
        Assert.Equal(5, optimizer.ClipGradients(1), 1e-6);
        Assert.Equal(1, optimizer.GradientNorm(), 1e-5);
        Assert.Equal(1, optimizer.ClipGradients(2), 1e-5);
        Assert.Equal(0.6, parameters[0].Value.Gradient!.Item(), 1e-5);
    }

    [Fact]
    public void Gradients_whose_squares_are_no_floats_are_clipped_and_others_left()
    {
        var tape = new Tape(Backend);
        NamedTensor[] parameters = [new("a", Parameter([3])), new("b", Parameter([4]))];
        var optimizer = new Sgd(parameters, 1);
        tape.Backward(tape.Add(tape.Affine(parameters[0].Value, 3e20f), tape.Affine(parameters[1].Value, 4e20f)));
        Assert.Equal(5e20, optimizer.ClipGradients(1), 1e15);
        Assert.Equal(1, optimizer.GradientNorm(), 1e-5);
        tape.Reset();
        tape.Backward(tape.Affine(parameters[1].Value, float.NaN));
        float before = parameters[0].Value.Gradient!.Item();
        Assert.Equal(double.NaN, optimizer.ClipGradients(0.1));
        Assert.Equal(before, parameters[0].Value.Gradient!.Item());
    }

    [Fact]
    public void A_parameter_that_a_step_does_not_reach_stays_as_it_is()
    {
        var tape = new Tape(Backend);
        NamedTensor[] parameters = [new("a", Parameter([3])), new("b", Parameter([4]))];
        foreach (var optimizer in (Optimizer[])[new Sgd(parameters, 0.1, 0.9, decay: 0.1), new Adam(parameters, decay: 0.1, decoupled: true)])
        {
            Step(optimizer, 0, 1);
            float moved = parameters[1].Value.Item();
            Step(optimizer, 0);
            Assert.Equal(moved, parameters[1].Value.Item());
            Step(optimizer, 1);
            Assert.NotEqual(moved, parameters[1].Value.Item());
        }

        void Step(Optimizer optimizer, params int[] reached)
        {
            tape.Reset();
            tape.Backward(tape.Sum(tape.Concat(0, [.. reached.Select(i => parameters[i].Value)])));
            optimizer.Step();
        }
    }

    [Fact]
    public void Settings_that_would_be_ignored_or_do_harm_are_refused()
    {
        NamedTensor[] parameters = [new("a", Parameter([3]))];
        Assert.Throws<ArgumentException>(() => new Sgd(parameters, 0.1, nesterov: true));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(parameters, 0.1, momentum: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(parameters, beta1: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(parameters, beta2: double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RmsProp(parameters, smoothing: 1));
    }

    [Fact]
    public void Schedules_pass_through_their_known_points()
    {
        Assert.Equal([1, 1, 0.1, 0.1, 0.01], new long[] { 0, 9, 10, 19, 20 }.Select(s => Math.Round(Schedule.Step(10)(s), 12)));
        Assert.Equal([1, 0.55, 0.1, 0.1], new long[] { 0, 50, 100, 200 }.Select(s => Math.Round(Schedule.Cosine(100, 0.1)(s), 12)));
        Assert.Equal([0.25, 1, 1, 0.1], new long[] { 0, 3, 4, 14 }.Select(s => Math.Round(Schedule.WarmUp(4, Schedule.Step(10))(s), 12)));
        var cycle = Schedule.OneCycle(100);
        Assert.Equal(0.04, cycle(0), 1e-12);
        Assert.Equal(1, cycle(29), 1e-12);
        Assert.Equal(4e-6, cycle(99), 1e-12);
    }

    [Fact]
    public void Averaged_weights_follow_and_can_be_swapped_in()
    {
        var w = Parameter([1]);
        var average = new AveragedWeights([new("w", w)], 0.75);
        w.CopyFrom([5]);
        average.Update(); // 0.75 x 1 + 0.25 x 5
        average.Swap();
        Assert.Equal(2, w.Item(), 1e-6);
        average.Swap();
        Assert.Equal(5, w.Item());
    }

    private static (double, double[]) AdamStep(double w, double g, double[] s, int t)
    {
        double m = 0.9 * s[0] + 0.1 * g, v = 0.999 * s[1] + 0.001 * g * g;
        return (w - 0.01 * (m / (1 - Math.Pow(0.9, t))) / (Math.Sqrt(v / (1 - Math.Pow(0.999, t))) + 1e-8), [m, v]);
    }

    private static void Check(Func<IReadOnlyList<NamedTensor>, Optimizer> make, Rule rule)
    {
        float[] start = [0.5f, -1, 2], target = [1, 1, -1];
        var w = Parameter(start);
        var optimizer = make([new("w", w)]);
        double[] expected = [.. start.Select(v => (double)v)];
        double[][] state = [.. start.Select(_ => new double[2])];
        var tape = new Tape(Backend);
        for (int step = 1; step <= 20; step++)
        {
            tape.Reset();
            tape.Backward(tape.MeanSquaredError(w, tape.Input(new Shape(3), target)));
            optimizer.Step();
            for (int i = 0; i < 3; i++) (expected[i], state[i]) = rule(expected[i], 2 * (expected[i] - target[i]) / 3, state[i], step);
        }
        Close.Check(expected, Array.ConvertAll(w.ToArray(), v => (double)v), Close.Float, optimizer.GetType().Name);
    }

    private static Tensor Parameter(float[] values) => new(Backend, new Shape(values.Length), values) { RequiresGradient = true };
}
