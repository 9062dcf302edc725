using System.Globalization;
using MusicRec.Compute;
using MusicRec.Numerics;

namespace MusicRec.Hybrid;

/// <summary>A trained network from features to factors; its last layer but one is an embedding to build on.</summary>
public sealed class NetworkMap : FactorMap
{
    internal const int Number = 2;
    private const int BatchRows = 256;
    private const string Prefix = "map.network.";
    private readonly FactorNetwork _network;
    private readonly NetworkRegressionOptions _options;

    internal NetworkMap(FactorNetwork network, NetworkRegressionOptions options) => (_network, _options) = (network, options);

    /// <inheritdoc/>
    public override int Inputs => _network.Inputs;

    /// <inheritdoc/>
    public override int Outputs => _network.Outputs;

    /// <summary>Width of <see cref="Embed"/>.</summary>
    public int EmbeddingWidth => _network.Embedded;

    /// <summary>The last layer but one, [items, <see cref="EmbeddingWidth"/>]: content for <see cref="ContentWmf"/>, or a modality of late
    /// fusion.</summary>
    public Matrix Embed(Matrix features)
    {
        Require.NotNull(features);
        Require.Length(features.Columns, Inputs, nameof(features));
        return Run(features, EmbeddingWidth, _network.Embed);
    }

    internal override void Write(ModelFile file)
    {
        file.Set("map", Number);
        file.Set("map.inputs", Inputs);
        file.Set("map.outputs", Outputs);
        file.Set("map.loss", (int)_options.Loss);
        file.Set("map.norm", (int)_options.Norm);
        file.Set("map.modality_hidden", _options.ModalityHidden);
        file.Metadata["map.hidden"] = Text(_options.Hidden);
        file.Metadata["map.modalities"] = Text(_options.Modalities);
        foreach (var (name, value) in _network.Parameters.Concat(_network.Buffers)) file.Add(Prefix + name, value.ToArray(), value.Length);
    }

    internal static NetworkMap ReadNetwork(ModelFile file)
    {
        try
        {
            var options = new NetworkRegressionOptions
            {
                Hidden = Widths(file, "map.hidden"),
                Modalities = Widths(file, "map.modalities"),
                Norm = (ModalityNorm)file.Get<int>("map.norm"),
                ModalityHidden = file.Get<int>("map.modality_hidden"),
                Loss = (RegressionLoss)file.Get<int>("map.loss"),
            };
            int inputs = Require.Positive(file.Get<int>("map.inputs")), outputs = Require.Positive(file.Get<int>("map.outputs"));
            long held = file.Tensors.Where(pair => pair.Key.StartsWith(Prefix, StringComparison.Ordinal)).Sum(pair => pair.Value.Values.LongLength);
            if (held != FactorNetwork.Size(options, inputs, outputs)) // before memory is taken
                throw new MusicRecException($"The network's file holds {held} numbers, not those of the network it describes; it is damaged.");
            var network = new FactorNetwork(new CpuBackend(), options, inputs, outputs);
            foreach (var (name, value) in network.Parameters.Concat(network.Buffers)) value.CopyFrom(file.GetFinite(Prefix + name, value.Length));
            return new NetworkMap(network, options);
        }
        catch (ArgumentException e)
        {
            throw new MusicRecException($"The network in the model file is damaged: {e.Message}", e);
        }
    }

    /// <summary>A matrix as a tensor.</summary>
    internal static Tensor Tensor(Backend backend, Matrix matrix)
    {
        var values = new float[(long)matrix.Rows * matrix.Columns];
        for (int r = 0; r < matrix.Rows; r++) matrix[r].CopyTo(values.AsSpan(r * matrix.Columns));
        return new Tensor(backend, new Shape(matrix.Rows, matrix.Columns), values);
    }

    private protected override Matrix Map(Matrix features) => Run(features, Outputs, _network.Forward);

    private Matrix Run(Matrix features, int width, Func<Tape, Tensor, Tensor> forward)
    {
        var (tape, batch, result) = (new Tape(_network.Backend, training: false), new RowBatch(features), new Matrix(features.Rows, width));
        int[] rows = [.. Enumerable.Range(0, features.Rows)];
        for (int first = 0; first < rows.Length; first += BatchRows)
        {
            tape.Reset();
            var some = rows.AsSpan(first, Math.Min(BatchRows, rows.Length - first));
            float[] values = forward(tape, batch.On(tape, some)).ToArray();
            for (int r = 0; r < some.Length; r++) values.AsSpan(r * width, width).CopyTo(result.Row(first + r));
        }
        return result;
    }

    private static string Text(IReadOnlyList<int> widths) => string.Join(',', widths.Select(width => width.ToString(CultureInfo.InvariantCulture)));

    private static int[] Widths(ModelFile file, string key)
    {
        string text = file.Metadata.GetValueOrDefault(key, "?");
        return text.Length == 0
            ? [] : [.. text.Split(',').Select(width => int.TryParse(width, NumberStyles.None, CultureInfo.InvariantCulture,
                out int w) ? w : throw new MusicRecException($"The model file's '{key}' is '{text}'; it is damaged."))];
    }
}
