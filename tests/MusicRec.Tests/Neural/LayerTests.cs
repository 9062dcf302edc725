using MusicRec.Compute;
using MusicRec.Neural;

namespace MusicRec.Tests.Neural;

public class LayerTests
{
    private static readonly CpuBackend Backend = new(2);

    [Fact]
    public void A_convolutional_network_learns_which_way_a_stripe_runs()
    {
        var init = new Initializer(Backend, 1);
        var network = new Sequential(new Conv2d(init, 1, 8, new(3), padding: new(1), activation: Activation.Relu), new BatchNorm(init, 8),
            new Pool(Pooling.Max, new(2)), new Conv2d(init, 8, 8, new(3), activation: Activation.Relu),
            new GlobalPool(GlobalPooling.Mean, GlobalPooling.Max, GlobalPooling.L2), new Linear(init, 24, 2));
        double loss = Train(network, (tape, examples) =>
        {
            var pictures = new float[examples.Length * 64];
            for (int e = 0; e < examples.Length; e++)
                for (int i = 0; i < 8; i++) pictures[64 * e + (examples[e] % 2 == 0 ? 8 * i + examples[e] / 2 % 8 : examples[e] / 2 % 8 * 8 + i)] = 1;
            return tape.Input(new Shape(examples.Length, 8, 8, 1), pictures);
        });
        Assert.InRange(loss, 0, 0.1); // chance is ln 2 = 0.69
    }

    [Fact]
    public void Recurrence_and_attention_learn_what_came_first()
    {
        foreach (var middle in new Func<Initializer, Module>[]
            { init => new Gru(init, 4, 16, 2), init => new Lstm(init, 4, 16), init => new Residual(new SelfAttention(init, 4, 2)) })
        {
            var init = new Initializer(Backend, 2);
            var network = new Sequential(middle(init), new GlobalPool(GlobalPooling.Mean), new Linear(init, middle(init) is Residual ? 4 : 16, 2));
            double loss = Train(network, (tape, examples) =>
            {
                var sequences = new float[examples.Length * 24];
                for (int e = 0; e < examples.Length; e++)
                {
                    Draw.Floats(24, examples[e]).CopyTo(sequences, 24 * e);
                    sequences[24 * e] = examples[e] % 2 == 0 ? 4 : -4;
                }
                return tape.Input(new Shape(examples.Length, 6, 4), sequences);
            });
            Assert.InRange(loss, 0, 0.3);
        }
    }

    [Fact]
    public void Recurrent_layers_and_attention_carry_the_names_of_PyTorch()
    {
        var init = new Initializer(Backend, 1);
        string[] Names(Module module) => [.. module.Parameters.Select(p => $"{p.Name} {p.Value.Shape}")];
        Assert.Equal(["weight_ih_l0 [15, 3]", "weight_hh_l0 [15, 5]", "bias_ih_l0 [15]", "bias_hh_l0 [15]"], Names(new Gru(init, 3, 5)));
        Assert.Equal("weight_ih_l1 [20, 5]", Names(new Lstm(init, 3, 5, 2))[4]);
        Assert.Equal(["in_proj_weight [12, 4]", "in_proj_bias [12]", "out_proj.weight [4, 4]", "out_proj.bias [4]"],
            Names(new SelfAttention(init, 4, 2)));
        Assert.Equal(["weight [6, 3, 4, 5]", "bias [6]"], Names(new Conv2d(init, 3, 6, new(4, 5))));
        Assert.Equal(["weight [6, 3, 4]", "bias [6]"], Names(new Conv1d(init, 3, 6, 4)));
        Assert.Equal(["weight [6, 3, 4, 5]"], Names(new Conv2d(init, 3, 6, new(4, 5), bias: false)));
        Assert.Equal(["weight [6, 3, 4]"], Names(new Conv1d(init, 3, 6, 4, bias: false)));
    }

    [Fact]
    public void A_convolution_without_a_bias_is_one_whose_bias_is_zero()
    {
        float[] x = Draw.Floats(2 * 6 * 5 * 3, 1);
        Check(bias => new Conv2d(new Initializer(Backend, 1), 3, 4, new(3), bias: bias), new Shape(2, 6, 5, 3));
        Check(bias => new Conv1d(new Initializer(Backend, 1), 3, 4, 3, bias: bias), new Shape(2, 30, 3));

        void Check(Func<bool, Module> make, Shape shape)
        {
            Module with = make(true), without = make(false);
            with.Parameters[1].Value.CopyFrom(new float[4]);
            var tape = new Tape(Backend);
            Tensor y = with.Forward(tape, tape.Input(shape, x)), z = without.Forward(tape, tape.Input(shape, x));
            Assert.Equal(y.ToArray(), z.ToArray());
            tape.Backward(tape.Add(tape.Sum(y), tape.Sum(z)));
            Assert.Equal(with.Parameters[0].Value.Gradient!.ToArray(), without.Parameters[0].Value.Gradient!.ToArray());
        }
    }

    [Fact]
    public void Joined_pools_branches_packed_recurrence_and_clipping_do_not_allocate()
    {
        var backend = new CpuBackend(1);
        var init = new Initializer(backend, 1);
        var pool = new GlobalPool(GlobalPooling.Mean, GlobalPooling.Max);
        var branches = new Branches(new Linear(init, 8, 3), new Linear(init, 8, 2));
        var gru = new Gru(init, 3, 4);
        int[] offsets = [0, 1, 1, 6, 8, 40];
        var optimizer = new Adam([.. branches.Parameters, .. gru.Parameters]);
        var tape = new Tape(backend);
        float[] x = Draw.Floats(40 * 3, 1);
        for (int step = 0; step < 3; step++) Step();
        Assert.Equal(0, Allocated.InQuietestRound(() => { for (int step = 0; step < 20; step++) Step(); }));

        void Step()
        {
            tape.Reset();
            var p = optimizer.Parameters;
            var states = tape.PackedGru(tape.Input(new Shape(40, 3), x), p[4].Value, p[5].Value, p[6].Value, p[7].Value, offsets);
            tape.Backward(tape.Mean(branches.Forward(tape, pool.Forward(tape, tape.Reshape(states, new Shape(2, 20, 4))))));
            optimizer.ClipGradients(1e-3);
            optimizer.Step();
        }
    }

    [Fact]
    public void Convolutions_and_recurrence_neither_grow_nor_allocate()
    {
        var backend = new CpuBackend(1);
        var init = new Initializer(backend, 1);
        var network = new Sequential(new Conv1d(init, 3, 8, 4, activation: Activation.Elu), new Pool(Pooling.Max, new(2, 1)), new Gru(init, 8, 8),
            new SelfAttention(init, 8, 2), new Lstm(init, 8, 4));
        var optimizer = new Adam(network.Parameters);
        var tape = new Tape(backend);
        float[] x = Draw.Floats(2 * 20 * 3, 1);
        for (int step = 0; step < 3; step++) Step();
        long memory = tape.MemoryBytes;
        Assert.Equal(0, Allocated.InQuietestRound(() => { for (int step = 0; step < 20; step++) Step(); }));
        Assert.Equal(memory, tape.MemoryBytes);

        void Step()
        {
            tape.Reset();
            tape.Backward(tape.Mean(network.Forward(tape, tape.Input(new Shape(2, 20, 3), x))));
            optimizer.Step();
        }
    }

    private static double Train(Sequential network, Func<Tape, int[], Tensor> input)
    {
        var options = new TrainerOptions { Epochs = 40, BatchSize = 16, Seed = 1 };
        return new Trainer(network, new Adam(network.Parameters, 0.01), options).Fit(Backend, 64, (tape, examples) =>
        {
            int[] labels = [.. examples.ToArray().Select(e => e % 2)];
            return tape.SoftmaxCrossEntropy(network.Forward(tape, input(tape, examples.ToArray())), labels);
        });
    }
}
