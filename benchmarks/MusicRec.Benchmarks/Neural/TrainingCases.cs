using MusicRec.Benchmarks.Ledger;
using MusicRec.Compute;
using MusicRec.Neural;

namespace MusicRec.Benchmarks;

/// <summary>Whole training steps on one thread: examples, or events, per processor second.</summary>
internal static class TrainingCases
{
    private const int Negatives = 2048;

    public static IEnumerable<LedgerCase> All()
    {
        yield return Peered("train/van-den-oord-128x128", 1.0, 64, () => VanDenOord(1));
        yield return Peered("train/oramas-322x96", 1.0, 32, () => Oramas(1));
        yield return Peered("train/mlp-1024-561", 1.1, 64, () => Mlp(1));
        yield return SpeedUp("train/van-den-oord-128x128", VanDenOord);
        yield return SpeedUp("train/oramas-322x96", Oramas);
        yield return SpeedUp("train/mlp-1024-561", Mlp);
        yield return Events("train/gru-100-2048-negatives", 4 * 7296, 128, () => NextItem(100, 128, RankingLossKind.BprMax));
        yield return Events("train/gru-480-2048-negatives", null, 128, () => NextItem(480, 128, RankingLossKind.BprMax));
        yield return Events("train/self-attention-50-length-50", 5 * 5040, 32 * 50, SelfAttentive);
    }

    private static LedgerCase Peered(string name, double ratioBar, int examples, Func<Action> make) =>
        new(name, "examples/cpu-s", context => Rates.Measure(context, name, examples, make())) { RatioBar = ratioBar, PeerName = "torch" };

    private static LedgerCase Events(string name, double? bar, int events, Func<Action> make) =>
        new(name, "events/cpu-s", _ => new Measurement(events / Timing.InterleavedProcessor(9, make())[0])) { Bar = bar };

    private static LedgerCase SpeedUp(string name, Func<int, Action> on) =>
        new($"{name}/2-threads", "x 1 thread", context => Rates.SpeedUp(context, on)) { Bar = 1.7 };

    private static Action VanDenOord(int threads)
    {
        var init = new Initializer(new CpuBackend(threads), 1);
        Conv1d Layer(int channels, int filters) => new(init, channels, filters, 4, activation: Activation.Relu);
        static Pool Max(int frames) => new(Pooling.Max, new Extent(frames, 1));
        var network = new Sequential(Layer(128, 256), Max(4), Layer(256, 256), Max(2), Layer(256, 512),
            new GlobalPool(GlobalPooling.Mean, GlobalPooling.Max, GlobalPooling.L2), new Linear(init, 1536, 2048, Activation.Relu),
            new Linear(init, 2048, 50));
        var (x, y) = (Values(init, 64, 128, 128), Values(init, 64, 50));
        return Step(network, new Sgd(network.Parameters, 1e-4, momentum: 0.9), tape => tape.MeanSquaredError(network.Forward(tape, x), y));
    }

    private static Action Oramas(int threads)
    {
        var init = new Initializer(new CpuBackend(threads), 1);
        Conv1d Layer(int channels, int filters, int kernel) => new(init, channels, filters, kernel, activation: Activation.Relu);
        static Pool Max() => new(Pooling.Max, new Extent(4, 1));
        var network = new Sequential(Layer(96, 256, 4), Max(), new Dropout(), Layer(256, 512, 4), Max(), new Dropout(), Layer(512, 1024, 4), Max(),
            new Dropout(), Layer(1024, 1024, 1), new Dropout());
        var output = new Linear(init, 4096, 200);
        var (x, y) = (Values(init, 32, 322, 96), Values(init, 32, 200));
        return Step(network, new Adam([.. network.Parameters, .. output.Parameters]), tape =>
            tape.CosineLoss(output.Forward(tape, tape.Reshape(network.Forward(tape, x), new Shape(32, 4096))), y));
    }

    private static Action Mlp(int threads)
    {
        var init = new Initializer(new CpuBackend(threads), 1);
        var network = new Sequential(new Linear(init, 1024, 1200, Activation.Relu), new Linear(init, 1200, 1200, Activation.Relu),
            new Linear(init, 1200, 1200, Activation.Relu), new Linear(init, 1200, 561));
        var (x, y) = (Values(init, 64, 1024), new Tensor(init.Backend, new Shape(64, 561)));
        return Step(network, new Sgd(network.Parameters, 1e-2, momentum: 0.9), tape => tape.BinaryCrossEntropy(network.Forward(tape, x), y));
    }

    /// <summary>One event of each of many sessions: a GRU step and a ranking loss over the sessions' next items and sampled ones. The table
    /// holds the rows that a step touches and no others, so that its optimiser does the work of one that skips the rest.</summary>
    private static Action NextItem(int units, int sessions, RankingLossKind kind)
    {
        var init = new Initializer(new CpuBackend(1), 1);
        var network = new NextItemNetwork(init, units, sessions + sessions + Negatives);
        int[] now = [.. Enumerable.Range(0, sessions)], targets = now;
        int[] candidates = [.. Enumerable.Range(sessions, sessions + Negatives)];
        return Step(network, new AdaGrad(network.Parameters), tape => tape.RankingLoss(network.Scores(tape, now, candidates), targets, kind, 1));
    }

    private static Action SelfAttentive()
    {
        const int batch = 32, time = 50, width = 50;
        var init = new Initializer(new CpuBackend(1), 1);
        var network = new Sequential(Block(), Block(), new LayerNorm(init, width));
        var (x, items) = (Values(init, batch, time, width), Values(init, batch * time, width));
        return Step(network, new Adam(network.Parameters), tape =>
        {
            var features = tape.Reshape(network.Forward(tape, x), new Shape(batch * time, width));
            var positive = tape.SumRows(tape.Multiply(features, items));
            return tape.BprLoss(positive, tape.Affine(positive, -1));
        });

        Sequential Block() => new(new Residual(new Sequential(new LayerNorm(init, width), new SelfAttention(init, width), new Dropout(0.2))),
            new Residual(new Sequential(new LayerNorm(init, width), new Linear(init, width, width, Activation.Relu),
                new Linear(init, width, width))));
    }

    private static Tensor Values(Initializer init, params int[] sizes) => init.Uniform(new Shape(sizes), 1);

    private static Action Step(Module network, Optimizer optimizer, Func<Tape, Tensor> loss)
    {
        var tape = new Tape(network.Parameters[0].Value.Backend);
        return () =>
        {
            tape.Reset(optimizer.Steps);
            tape.Backward(loss(tape));
            optimizer.Step();
        };
    }

    private sealed class NextItemNetwork : Module
    {
        private readonly Gru _gru;
        private readonly Embedding _items;
        private readonly int _units;

        public NextItemNetwork(Initializer init, int units, int items) =>
            (_gru, _items, _units) = (Child("gru", new Gru(init, units, units)), Child("items", new Embedding(init, items, units, 0.1)), units);

        public Tensor Scores(Tape tape, int[] now, int[] candidates)
        {
            var x = tape.Reshape(_items.Forward(tape, now), new Shape(now.Length, 1, _units));
            return tape.MatMul(Forward(tape, x), _items.Forward(tape, candidates), transposeB: true);
        }

        public override Tensor Forward(Tape tape, Tensor x) => tape.Reshape(_gru.Forward(tape, x), new Shape(x.Shape[0], _units));
    }
}
