using MusicRec.Compute;
using MusicRec.Numerics;

namespace MusicRec.Neural;

/// <summary>What <see cref="Dbn"/> learnt. Immutable and safe to share between threads.</summary>
public sealed class DbnModel
{
    private const string Kind = "dbn";
    private const int MostLayers = 1000;

    internal DbnModel(IReadOnlyList<RbmModel> layers) => Layers = layers;

    /// <summary>The machines, from the data upwards.</summary>
    public IReadOnlyList<RbmModel> Layers { get; }

    /// <summary>The probabilities of the top layer, one upward pass: h = sigmoid(b + W h below).</summary>
    /// <param name="rows">Shape [n, visible units of the first layer], row-major.</param>
    /// <returns>Shape [n, hidden units of the last layer], row-major.</returns>
    public float[] Transform(ReadOnlySpan<float> rows)
    {
        float[] below = rows.ToArray();
        foreach (var layer in Layers)
        {
            var above = new float[below.Length / layer.Visible * layer.Hidden];
            layer.HiddenProbabilities(below, above);
            below = above;
        }
        return below;
    }

    /// <summary>The upward pass as a network of linear layers with sigmoids, starting at what was learnt: to be trained on by
    /// back-propagation, with other layers behind it.</summary>
    /// <param name="backend">Where the parameters are to live.</param>
    public Sequential ToNetwork(Backend backend)
    {
        var init = new Initializer(Require.NotNull(backend), 0);
        var modules = new Module[Layers.Count];
        for (int i = 0; i < modules.Length; i++)
        {
            var layer = new Linear(init, Layers[i].Visible, Layers[i].Hidden, Activation.Sigmoid);
            backend.Write(layer.Weight, Layers[i].Weights);
            backend.Write(layer.Bias!, Layers[i].HiddenBias);
            modules[i] = layer;
        }
        return new Sequential(modules);
    }

    /// <summary>Writes the model to a stream as safetensors.</summary>
    public void Save(Stream stream)
    {
        var file = new ModelFile(Kind);
        file.Set("layers", Layers.Count);
        for (int i = 0; i < Layers.Count; i++) Layers[i].AddTo(file, $"{i}.");
        file.Write(Require.NotNull(stream));
    }

    /// <summary>Writes the model to a file, wholly or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Reads a model that <see cref="Save(Stream)"/> wrote.</summary>
    /// <exception cref="MusicRecException">The stream holds no such model, or a damaged one.</exception>
    public static DbnModel Load(Stream stream)
    {
        var file = ModelFile.Read(Require.NotNull(stream), Kind);
        int count = file.Get<int>("layers");
        if (count is < 1 or > MostLayers) throw new MusicRecException($"The model file tells of {count} layers; it is damaged.");
        var layers = new List<RbmModel>();
        for (int i = 0; i < count; i++)
        {
            layers.Add(RbmModel.From(file, $"{i}."));
            if (i > 0 && layers[i].Visible != layers[i - 1].Hidden)
                throw new MusicRecException($"Layer {i} of the model file does not fit the layer below; it is damaged.");
        }
        return new DbnModel(layers);
    }
}
