using System.Globalization;
using MusicRec.Compute;
using MusicRec.Neural;

namespace MusicRec.Encoders;

/// <summary>A network in words: layers separated by '|', such as "conv 256 4 relu | maxpool 4 | flatten | dense 50"; see
/// <see cref="NetworkLayerKind"/>. It takes frames by bins, or a vector as one frame. Convolutions run over time only: a filter sees all bins, as in
/// the audio networks of van den Oord et al. 2013 and Oramas et al. 2017. Immutable.</summary>
public sealed class NetworkPlan
{
    private const int MostLayers = 100, LargestSize = 1 << 20;
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary>Reads a plan.</summary>
    /// <param name="text">The layers; the last dense layer gives the outputs.</param>
    /// <exception cref="ArgumentException">A layer is unknown or malformed, or there is no dense layer.</exception>
    public NetworkPlan(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        Layers = [.. text.Split('|').Select(Parse)];
        int last = ((List<NetworkLayer>)[.. Layers]).FindLastIndex(layer => layer.Kind == NetworkLayerKind.Dense);
        if (last < 0) throw new ArgumentException($"The plan '{text}' has no dense layer, which would give its outputs.", nameof(text));
        if (Layers.Count > MostLayers) throw new ArgumentException($"A plan has at most {MostLayers} layers, not {Layers.Count}.", nameof(text));
        (HiddenLayers, Outputs) = (last, Layers[last].Size);
        Text = string.Join(" | ", Layers.Select(Print));
    }

    /// <summary>The layers.</summary>
    public IReadOnlyList<NetworkLayer> Layers { get; }

    /// <summary>The plan in words, in one spelling.</summary>
    public string Text { get; }

    /// <summary>Width of the output: units of the last dense layer.</summary>
    public int Outputs { get; }

    /// <summary>Layers before the last dense one: what they give is the embedding, the representation that other models build on.</summary>
    public int HiddenLayers { get; }

    /// <summary>What each layer gives for an input: [frames, channels], or [width].</summary>
    /// <param name="frames">Frames of an input; 1 for a vector.</param>
    /// <param name="bins">Values per frame.</param>
    /// <exception cref="ArgumentException">The input is too short for a layer, or a layer does not take what comes.</exception>
    public IReadOnlyList<int[]> Shapes(int frames, int bins)
    {
        int[] shape = [Require.Positive(frames), Require.Positive(bins)];
        var shapes = new List<int[]>();
        foreach (var layer in Layers) shapes.Add(shape = After(layer, shape));
        return shapes;
    }

    /// <summary>Width of the embedding.</summary>
    /// <inheritdoc cref="Shapes"/>
    public int EmbeddingWidth(int frames, int bins) =>
        HiddenLayers == 0 ? frames * bins : Shapes(frames, bins)[HiddenLayers - 1].Aggregate((a, b) => a * b);

    /// <summary>Number of weights, the running moments of batch normalisation included.</summary>
    /// <inheritdoc cref="Shapes"/>
    public long Weights(int frames, int bins)
    {
        long weights = 0;
        int[] input = [frames, bins];
        foreach (var (layer, shape) in Layers.Zip(Shapes(frames, bins)))
        {
            weights += layer.Kind switch
            {
                NetworkLayerKind.Convolution => ((long)layer.Kernel * input[^1] + 1) * layer.Size,
                NetworkLayerKind.Dense => (input[^1] + 1L) * layer.Size,
                NetworkLayerKind.BatchNorm => 4L * input[^1],
                _ => 0,
            };
            input = shape;
        }
        return weights;
    }

    /// <summary>Makes the network; it takes [batch, frames, bins] and gives [batch, <see cref="Outputs"/>].</summary>
    /// <param name="init">Makes the first weights.</param>
    /// <param name="frames">Frames of an input; 1 for a vector.</param>
    /// <param name="bins">Values per frame.</param>
    public Sequential Build(Initializer init, int frames, int bins)
    {
        Require.NotNull(init);
        var (shapes, modules) = (Shapes(frames, bins), new List<Module>());
        int[] input = [frames, bins];
        for (int l = 0; l < Layers.Count; l++)
        {
            modules.Add(Module(init, Layers[l], input));
            input = shapes[l];
        }
        return new Sequential([.. modules]);
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static Module Module(Initializer init, NetworkLayer layer, int[] input)
    {
        var activation = layer.Activation;
        return layer.Kind switch
        {
            NetworkLayerKind.Convolution => new Conv1d(init, input[^1], layer.Size, layer.Kernel, activation: activation),
            NetworkLayerKind.MaxPool => new Pool(Pooling.Max, new Extent(layer.Size, 1)),
            NetworkLayerKind.GlobalPool => new GlobalPool(GlobalPooling.Mean, GlobalPooling.Max, GlobalPooling.L2),
            NetworkLayerKind.Flatten => new FlattenLayer(),
            NetworkLayerKind.Dense => new Linear(init, input[^1], layer.Size, activation),
            NetworkLayerKind.Dropout => new Dropout(layer.Probability),
            NetworkLayerKind.BatchNorm => new BatchNorm(init, input[^1]),
            _ => new NormalizeLayer(),
        };
    }

    private static int[] After(NetworkLayer layer, int[] shape)
    {
        bool pictures = shape.Length == 2;
        int time = layer.Kind switch
        {
            NetworkLayerKind.Convolution => shape[0] - layer.Kernel + 1,
            NetworkLayerKind.MaxPool => shape[0] / layer.Size,
            _ => 1,
        };
        bool wantsFrames = layer.Kind is NetworkLayerKind.Convolution or NetworkLayerKind.MaxPool or NetworkLayerKind.GlobalPool;
        if (layer.Kind == NetworkLayerKind.Dense ? pictures : wantsFrames && !pictures || time < 1)
            throw new ArgumentException($"The layer '{Print(layer)}' cannot take [{string.Join(", ", shape)}]. Use longer windows, or other layers.");
        return layer.Kind switch
        {
            NetworkLayerKind.Convolution => [time, layer.Size],
            NetworkLayerKind.MaxPool => [time, shape[1]],
            NetworkLayerKind.GlobalPool => [3 * shape[1]],
            NetworkLayerKind.Flatten => [checked(shape[0] * (pictures ? shape[1] : 1))],
            NetworkLayerKind.Dense => [layer.Size],
            _ => shape,
        };
    }

    private static NetworkLayer Parse(string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var activation = words.LastOrDefault() switch { "relu" => Activation.Relu, "sigmoid" => Activation.Sigmoid, _ => Activation.None };
        bool active = activation != Activation.None;
        if (active) words = words[..^1];
        return (words, active) switch
        {
            (["conv", var filters, var kernel], _) => new(NetworkLayerKind.Convolution, Number(filters, text), Number(kernel, text), 0, activation),
            (["dense", var units], _) => new(NetworkLayerKind.Dense, Number(units, text), Activation: activation),
            (["maxpool", var length], false) => new(NetworkLayerKind.MaxPool, Number(length, text)),
            (["dropout", var p], false) => new(NetworkLayerKind.Dropout, Probability: Share(p, text)),
            (["globalpool"], false) => new(NetworkLayerKind.GlobalPool),
            (["flatten"], false) => new(NetworkLayerKind.Flatten),
            (["batchnorm"], false) => new(NetworkLayerKind.BatchNorm),
            (["l2norm"], false) => new(NetworkLayerKind.Normalize),
            _ => throw new ArgumentException($"'{text.Trim()}' is no layer; write for instance 'conv 256 4 relu', 'maxpool 4', 'dense 50'."),
        };
    }

    private static string Print(NetworkLayer layer) => layer.Kind switch
    {
        NetworkLayerKind.Convolution => string.Create(Culture, $"conv {layer.Size} {layer.Kernel}{Print(layer.Activation)}"),
        NetworkLayerKind.Dense => string.Create(Culture, $"dense {layer.Size}{Print(layer.Activation)}"),
        NetworkLayerKind.MaxPool => string.Create(Culture, $"maxpool {layer.Size}"),
        NetworkLayerKind.Dropout => string.Create(Culture, $"dropout {layer.Probability:R}"),
        NetworkLayerKind.GlobalPool => "globalpool",
        NetworkLayerKind.Flatten => "flatten",
        NetworkLayerKind.BatchNorm => "batchnorm",
        _ => "l2norm",
    };

    private static string Print(Activation activation) => activation switch
    {
        Activation.Relu => " relu",
        Activation.Sigmoid => " sigmoid",
        _ => "",
    };

    private static int Number(string word, string layer) =>
        int.TryParse(word, NumberStyles.None, Culture, out int number) && number is >= 1 and <= LargestSize
            ? number : throw new ArgumentException($"'{word}' in the layer '{layer.Trim()}' is not a whole number from 1 to {LargestSize}.");

    private static double Share(string word, string layer) =>
        double.TryParse(word, NumberStyles.AllowDecimalPoint, Culture, out double share) && share is >= 0 and < 1
            ? share : throw new ArgumentException($"'{word}' in the layer '{layer.Trim()}' is not a probability below 1.");
}
