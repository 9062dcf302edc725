using MusicRec.Compute;
using MusicRec.Neural;

namespace MusicRec.Tests.Neural;

/// <summary>The networks of Golden/pytorch/networks.py: the same names, the same numbers to start from.</summary>
internal static class PyTorchNetworks
{
    public static readonly int[] Lengths = [7, 3, 1, 5];

    public static CpuBackend Processor { get; } = new(2);

    private static Initializer Init => new(Processor, 1);

    public static Sequential Mlp() => new(new Linear(Init, 8, 16), new ActivationLayer(Activation.Tanh), new Linear(Init, 16, 16),
        new ActivationLayer(Activation.Gelu), new Linear(Init, 16, 4));

    public static Sequential Cnn() => new(new Conv2d(Init, 2, 4, new(3), padding: new(1)), new BatchNorm(Init, 4),
        new ActivationLayer(Activation.Relu), new Pool(Pooling.Max, new(2)), new Conv2d(Init, 4, 6, new(3)), new ActivationLayer(Activation.Relu),
        new GlobalPool(GlobalPooling.Mean), new Linear(Init, 6, 3));

    /// <summary>sin(stream + 0.7 i^1.5) for i from 1.</summary>
    public static float[] Numbers(int stream, int count) =>
        [.. Enumerable.Range(1, count).Select(i => (float)Math.Sin(stream + 0.7 * i * Math.Sqrt(i)))];

    public static int[] Labels(int step, int count, int classes) =>
        [.. Enumerable.Range(0, count).Select(i => (3 * i + i * i + step) % classes)];

    public static Tensor Pictures(Tape tape, int step) => tape.Input(new Shape(5, 8, 7, 2), Numbers(100 + step, 5 * 8 * 7 * 2));

    /// <summary>Weights +-1 / sqrt(inputs of a unit), norms about 1, biases small; a tensor's stream is its place by name.</summary>
    public static TModule Start<TModule>(TModule network) where TModule : Module
    {
        foreach (var (i, (name, tensor)) in network.Parameters.OrderBy(p => p.Name, StringComparer.Ordinal).Index())
        {
            bool matrix = tensor.Shape.Rank > 1, norm = !matrix && name.EndsWith("weight", StringComparison.Ordinal);
            double scale = matrix ? 1 / Math.Sqrt(tensor.Length / tensor.Shape[0]) : 0.1;
            tensor.CopyFrom(Array.ConvertAll(Numbers(i + 1, tensor.Length), x => (float)(x * scale) + (norm ? 1 : 0)));
        }
        return network;
    }

    public sealed class Language : Module
    {
        private readonly Embedding _embedding;
        private readonly Gru _gru;
        private readonly Linear _output;

        public Language() => (_embedding, _gru, _output) =
            (Child("embedding", new Embedding(Init, 11, 6)), Child("gru", new Gru(Init, 6, 9, layers: 2)), Child("output", new Linear(Init, 9, 11)));

        public Tensor Forward(Tape tape, int[] items) =>
            Forward(tape, tape.Reshape(_embedding.Forward(tape, items), new Shape(Lengths.Length, items.Length / Lengths.Length, 6)));

        public override Tensor Forward(Tape tape, Tensor x) => tape.Reshape(_output.Forward(tape, _gru.Forward(tape, x)), new Shape(28, 11));
    }

    public sealed class Attentive : Module
    {
        private readonly Embedding _embedding;
        private readonly Encoder _encoder;
        private readonly Linear _output;

        public Attentive() => (_embedding, _encoder, _output) =
            (Child("embedding", new Embedding(Init, 11, 8)), Child("encoder", new Encoder()), Child("output", new Linear(Init, 8, 11)));

        public Tensor Forward(Tape tape, int[] items) =>
            Forward(tape, tape.Reshape(_embedding.Forward(tape, items), new Shape(Lengths.Length, items.Length / Lengths.Length, 8)));

        public override Tensor Forward(Tape tape, Tensor x) => tape.Reshape(_output.Forward(tape, _encoder.Forward(tape, x)), new Shape(28, 11));
    }

    /// <summary>PyTorch's TransformerEncoderLayer.</summary>
    private sealed class Encoder : Module
    {
        private readonly SelfAttention _attention;
        private readonly Linear _first, _second;
        private readonly LayerNorm _norm1, _norm2;

        public Encoder()
        {
            _attention = Child("self_attn", new SelfAttention(Init, 8, heads: 2, causal: false));
            (_first, _second) = (Child("linear1", new Linear(Init, 8, 12, Activation.Relu)), Child("linear2", new Linear(Init, 12, 8)));
            (_norm1, _norm2) = (Child("norm1", new LayerNorm(Init, 8)), Child("norm2", new LayerNorm(Init, 8)));
        }

        public override Tensor Forward(Tape tape, Tensor x)
        {
            x = _norm1.Forward(tape, tape.Add(x, _attention.Forward(tape, x, Lengths)));
            return _norm2.Forward(tape, tape.Add(x, _second.Forward(tape, _first.Forward(tape, x))));
        }
    }
}
