using MusicRec.Compute;
using MusicRec.Numerics;

namespace MusicRec.Sequences;

/// <summary>The recurrent layers of <see cref="Gru4Rec"/>, stepped one event at a time. The weights of a layer: of the input [3 units, inputs],
/// of the state [3 units, units], and their biases [3 units]; gates in the order r, z, c.</summary>
/// <param name="weights">Four tensors a layer, in that order.</param>
internal sealed class GruStack(Tensor[] weights)
{
    public Tensor[] Weights { get; } = weights;
    public int Layers => Weights.Length / 4;
    public int Units => Weights[1].Shape[1];
    public int Inputs => Weights[0].Shape[1];

    /// <summary>First weights, uniform in +-sqrt(6 / (inputs + outputs)) gate by gate; biases 0 (Glorot and Bengio 2010).</summary>
    public static GruStack Initial(Backend backend, int inputs, int units, int layers, ulong seed)
    {
        var weights = new Tensor[4 * layers];
        for (int l = 0; l < layers; l++)
        {
            int width = l == 0 ? inputs : units;
            weights[4 * l] = new Tensor(backend, new Shape(3 * units, width), Uniform(3 * units * width, width + units, seed, 2 + 2 * (ulong)l));
            weights[4 * l + 1] = new Tensor(backend, new Shape(3 * units, units), Uniform(3 * units * units, 2 * units, seed, 3 + 2 * (ulong)l));
            weights[4 * l + 2] = new Tensor(backend, new Shape(3 * units));
            weights[4 * l + 3] = new Tensor(backend, new Shape(3 * units));
        }
        foreach (var tensor in weights) tensor.RequiresGradient = true;
        return new(weights);
    }

    /// <summary>Numbers of one stream, uniform in +-sqrt(6 / fan).</summary>
    public static float[] Uniform(int count, int fan, ulong seed, ulong stream)
    {
        var (random, bound, values) = (new CounterRandom(seed, stream), Math.Sqrt(6.0 / fan), new float[count]);
        for (int i = 0; i < count; i++) values[i] = (float)(bound * (2 * random.Uniform((ulong)i) - 1));
        return values;
    }

    /// <summary>One step: x [rows, inputs] and the states before, each [rows, units], to the states after, which replace them.</summary>
    /// <returns>The last layer's state.</returns>
    public Tensor Step(Tape tape, Tensor x, Tensor[] states, double dropout)
    {
        int rows = x.Shape[0];
        for (int l = 0; l < Layers; l++)
        {
            var input = tape.Reshape(x, new Shape(rows, 1, x.Shape.Columns));
            var h = tape.Gru(input, Weights[4 * l], Weights[4 * l + 1], Weights[4 * l + 2], Weights[4 * l + 3], states[l]);
            x = states[l] = tape.Dropout(tape.Reshape(h, new Shape(rows, Units)), dropout);
        }
        return x;
    }
}
