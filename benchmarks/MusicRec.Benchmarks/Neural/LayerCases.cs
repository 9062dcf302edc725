using MusicRec.Benchmarks.Ledger;
using MusicRec.Compute;
using MusicRec.Neural;

namespace MusicRec.Benchmarks;

/// <summary>Single layers and functions on one thread, against PyTorch: calls per processor second.</summary>
internal static class LayerCases
{
    public static IEnumerable<LedgerCase> All()
    {
        foreach (var (name, bar) in new[] { ("forward", 1.0), ("both", 1.0) })
        {
            bool both = name == "both";
            yield return Case($"conv1d-k4-128-256/{name}", bar, () => Layer(init => new Conv1d(init, 128, 256, 4), new Shape(16, 128, 128), both));
            yield return Case($"conv2d-3x3-64-64/{name}", both ? 0.95 : 0.85, () => Picture(64, 64, 32, both));
            yield return Case($"conv2d-3x3-1-32/{name}", both ? 1.5 : 5, () => Picture(1, 32, 64, both));
            yield return Case($"gru-128-256/{name}", bar, () => Layer(init => new Gru(init, 128, 256), new Shape(32, 50, 128), both));
        }
        yield return Case("sigmoid", 3, () => Map((tape, x) => tape.Activate(x, Activation.Sigmoid), new Shape(1 << 16)));
        yield return Case("tanh", 5, () => Map((tape, x) => tape.Activate(x, Activation.Tanh), new Shape(1 << 16)));
        yield return Case("softmax-256x1000", 1.8, () => Map((tape, x) => tape.Softmax(x), new Shape(256, 1000)));
    }

    private static LedgerCase Case(string name, double ratioBar, Func<Action> make) =>
        new($"layer/{name}", "calls/cpu-s", context => Rates.Measure(context, $"layer/{name}", 1, make()))
        {
            RatioBar = ratioBar,
            PeerName = "torch",
        };

    private static Action Picture(int channels, int filters, int size, bool both) =>
        Layer(init => new Conv2d(init, channels, filters, new Extent(3), padding: new Extent(1)), new Shape(8, size, size, channels), both);

    // Backward: the gradients of weights and input for the loss |y|^2 / 2.
    private static Action Layer(Func<Initializer, Module> make, Shape shape, bool both)
    {
        var backend = new CpuBackend(1);
        var module = make(new Initializer(backend, 1));
        var tape = new Tape(backend, both);
        var x = new Tensor(backend, shape, Inputs.Floats(shape.Length, 2)) { RequiresGradient = both };
        return () =>
        {
            tape.Reset();
            var y = module.Forward(tape, x);
            if (both) tape.Backward(tape.Sum(tape.Multiply(y, y), 0.5f));
        };
    }

    private static Action Map(Func<Tape, Tensor, Tensor> function, Shape shape)
    {
        var backend = new CpuBackend(1);
        var tape = new Tape(backend, training: false);
        var x = new Tensor(backend, shape, Inputs.Floats(shape.Length, 2));
        return () =>
        {
            tape.Reset();
            function(tape, x);
        };
    }
}
