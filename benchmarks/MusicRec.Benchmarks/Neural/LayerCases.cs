using MusicRec.Benchmarks.Ledger;
using MusicRec.Compute;
using MusicRec.Kernels;
using MusicRec.Neural;

namespace MusicRec.Benchmarks;

/// <summary>Single layers and functions on one thread, against PyTorch: calls per processor second. Some on two threads, by the wall.</summary>
internal static unsafe class LayerCases
{
    private const int GateRows = 128, GateUnits = 256;

    private sealed record Convolution(string Name, Shape Picture, int Filters, Extent Kernel, Extent Padding, double ForwardBar, double BackwardBar)
    {
        /// <summary>Over time: a picture one sample wide.</summary>
        public static Convolution Time(int channels, int filters) =>
            new($"conv1d-k4-{channels}-{filters}", new Shape(16, 600, 1, channels), filters, new Extent(4, 1), new Extent(0), 1.0, 1.0);

        public static Convolution Square(Shape picture, int filters, double forwardBar, double backwardBar) =>
            new($"conv2d-3x3-{picture.Columns}-{filters}", picture, filters, new Extent(3), new Extent(1), forwardBar, backwardBar);
    }

    private static readonly Convolution[] Convolutions =
    [
        Convolution.Time(128, 256), Convolution.Time(256, 256),
        Convolution.Square(new Shape(16, 128, 130, 1), 32, 5, 5), Convolution.Square(new Shape(16, 128, 130, 32), 32, 1.5, 1.5),
        Convolution.Square(new Shape(16, 64, 65, 64), 64, 0.85, 0.95), Convolution.Square(new Shape(16, 32, 32, 128), 128, 0.85, 0.95),
        Convolution.Square(new Shape(32, 8, 8, 256), 256, 0.85, 0.95),
    ];

    public static IEnumerable<LedgerCase> All()
    {
        foreach (var c in Convolutions)
        {
            yield return Case($"{c.Name}/forward", c.ForwardBar, () => Forward(c, 1));
            yield return Case($"{c.Name}/backward", c.BackwardBar, () => Backward(c, 1));
            if (c.Filters != 64 && c.Picture[2] != 1) continue;
            yield return OnTwo($"{c.Name}/forward/2-threads", c.ForwardBar, () => Forward(c, 2));
            yield return OnTwo($"{c.Name}/backward/2-threads", c.BackwardBar, () => Backward(c, 2));
        }
        yield return Case("gru-128-256/forward", 1.0, () => Recurrent(both: false, 1));
        yield return Case("gru-128-256/both", 1.0, () => Recurrent(both: true, 1));
        yield return new("layer/gru-128-256/2-threads", "x 1 thread", context => Rates.SpeedUp(context, threads => Recurrent(false, threads)))
        { Bar = 1.5 };
        yield return Case("gru-gates-128x256", 4, Gates);
        yield return Case("exp", 3, Elements<Functions.ExpMinus>);
        yield return Case("log", 3, Elements<LogOf>);
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

    private static LedgerCase OnTwo(string name, double ratioBar, Func<Action> make) =>
        new($"layer/{name}", "calls/s", context => Rates.MeasureOnTwo(context, $"layer/{name}", make()))
        {
            RatioBar = ratioBar,
            PeerName = "torch",
        };

    private static Action Forward(Convolution c, int threads)
    {
        var (tape, x, weight, bias) = Layer(c, threads);
        return () =>
        {
            tape.Reset();
            tape.Conv2d(x, weight, bias, padding: c.Padding);
        };
    }

    // The gradients of input, filters and biases for one gradient of the output.
    private static Action Backward(Convolution c, int threads)
    {
        var (tape, x, weight, bias) = Layer(c, threads);
        var window = new SlidingWindow(c.Picture, c.Kernel, new Extent(1), c.Padding, new Extent(1));
        var output = new Shape(c.Picture[0], window.OutHeight, window.OutWidth, c.Filters);
        var dy = new Tensor(tape.Backend, output, Inputs.Floats(output.Length, 3));
        Tensor dx = new(tape.Backend, x.Shape), dw = new(tape.Backend, weight.Shape), db = new(tape.Backend, bias.Shape);
        return () =>
        {
            tape.Backend.AddColumnSums(dy, db);
            tape.Backend.ConvolveBackward(x, weight, window, dy, dx, dw);
        };
    }

    private static (Tape Tape, Tensor X, Tensor Weight, Tensor Bias) Layer(Convolution c, int threads)
    {
        var backend = new CpuBackend(threads);
        Tensor Values(Shape shape, ulong seed) => new(backend, shape, Inputs.Floats(shape.Length, seed));
        var weight = Values(new Shape(c.Filters, c.Picture.Columns, c.Kernel.Height, c.Kernel.Width), 1);
        return (new Tape(backend, training: false), Values(c.Picture, 2), weight, Values(new Shape(c.Filters), 4));
    }

    private static Action Recurrent(bool both, int threads)
    {
        var backend = new CpuBackend(threads);
        var (module, tape, shape) = (new Gru(new Initializer(backend, 1), 128, 256), new Tape(backend, both), new Shape(32, 50, 128));
        var x = new Tensor(backend, shape, Inputs.Floats(shape.Length, 2)) { RequiresGradient = both };
        return () =>
        {
            tape.Reset();
            var y = module.Forward(tape, x);
            if (both) tape.Backward(tape.Sum(tape.Multiply(y, y), 0.5f)); // from the loss |y|^2 / 2, whose gradient is y
        };
    }

    // What a GRU does between its products, row by row as the layer does.
    private static Action Gates()
    {
        const int n = GateUnits;
        float[] input = Inputs.Floats(GateRows * 3 * n, 1), state = Inputs.Floats(GateRows * 3 * n, 2), bias = Inputs.Floats(3 * n, 3),
            last = Inputs.Floats(GateRows * n, 4), gates = Inputs.Floats(GateRows * 4 * n, 5), next = Inputs.Floats(GateRows * n, 6);
        return () =>
        {
            for (int b = 0; b < GateRows; b++)
            {
                float* x = Inputs.Pointer(input) + b * 3 * n, u = Inputs.Pointer(state) + b * 3 * n, g = Inputs.Pointer(gates) + b * 4 * n;
                Maps.Run2<Functions.Add>(u, Inputs.Pointer(bias), g, 3 * n);
                Maps.Run2<Functions.SigmoidOfSum>(x, g, g, 2 * n);
                new Span<float>(g + 2 * n, n).CopyTo(new Span<float>(g + 3 * n, n));
                Maps.Run3<Functions.TanhOfSum>(g, g + 3 * n, x + 2 * n, g + 2 * n, n);
                Maps.Run3<Functions.Mix>(g + n, Inputs.Pointer(last) + b * n, g + 2 * n, Inputs.Pointer(next) + b * n, n);
            }
        };
    }

    private static Action Elements<F>() where F : IMap1
    {
        const int count = 1 << 16;
        float[] from = Inputs.Floats(count, 2), to = Inputs.Floats(count, 3);
        for (int i = 0; i < count; i++) from[i] = Math.Abs(from[i]);
        return () => Maps.Run1<F>(Inputs.Pointer(from), Inputs.Pointer(to), count);
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

    private readonly struct LogOf : IMap1
    {
        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]
        public static V Apply<V>(V x, V p, V q) where V : unmanaged, ISimd<V> => Elementary.Log(x);
    }
}
