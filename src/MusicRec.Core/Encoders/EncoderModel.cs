using MusicRec.Audio;
using MusicRec.Compute;
using MusicRec.Neural;
using MusicRec.Numerics;

namespace MusicRec.Encoders;

/// <summary>A fitted encoder: content to vectors. With its front-end it hears clips and files; it is saved with all that this takes in one file.
/// Immutable and safe to share between threads.</summary>
public sealed class EncoderModel : IItemEncoder
{
    private const string Kind = "encoder", FormatKey = "encoder.format", Format = "1";
    private const int Block = 32; // windows that go through the network together

    private readonly NetworkPlan _plan;
    private readonly EncoderOptions _options;
    private readonly StandardizerModel? _standardizer;
    private readonly Tensor _mean;
    private readonly float _scale;

    internal EncoderModel(CpuBackend backend, NetworkPlan plan, EncoderOptions options, int bins, StandardizerModel? standardizer, float[] mean,
        float scale, AudioFrontEnd? frontEnd)
    {
        (_plan, _options, Bins, _standardizer, _scale, FrontEnd) = (plan, options, bins, standardizer, scale, frontEnd);
        Network = plan.Build(new Initializer(backend, options.Seed), Window, bins);
        _mean = new Tensor(backend, new Shape(mean.Length), mean);
    }

    /// <inheritdoc/>
    public int Dimension => _plan.Outputs;

    /// <summary>Width of an embedding.</summary>
    public int EmbeddingWidth => _plan.EmbeddingWidth(Window, Bins);

    /// <summary>The layers.</summary>
    public NetworkPlan Plan => _plan;

    /// <summary>What made the frames; null for an encoder of plain vectors.</summary>
    public AudioFrontEnd? FrontEnd { get; }

    internal int Window => _options.Window;
    internal int Bins { get; }
    internal Sequential Network { get; }

    /// <inheritdoc/>
    public EncodedItems Encode(ItemFrames items, CancellationToken cancel = default) => Run(items, Dimension, hidden: false, cancel);

    /// <summary>What stands before the last dense layer, averaged over windows: the representation that other models build on.</summary>
    /// <param name="items">Content.</param>
    /// <param name="cancel">Stops the work.</param>
    public EncodedItems Embed(ItemFrames items, CancellationToken cancel = default) => Run(items, EmbeddingWidth, hidden: true, cancel);

    /// <summary>The vector of one clip, at any rate and with any number of channels.</summary>
    /// <exception cref="InvalidOperationException">This encoder takes plain vectors.</exception>
    /// <exception cref="MusicRecException">The clip is too short for a frame.</exception>
    public float[] Encode(AudioClip clip) => Hear(clip, hidden: false);

    /// <summary>The embedding of one clip: see <see cref="Embed(ItemFrames, CancellationToken)"/>.</summary>
    /// <inheritdoc cref="Encode(AudioClip)"/>
    public float[] Embed(AudioClip clip) => Hear(clip, hidden: true);

    /// <summary>The vector of a sound file: all it takes to place a new item in a fitted model.</summary>
    /// <inheritdoc cref="Encode(AudioClip)"/>
    public float[] EncodeFile(string path, AudioLoadOptions? options = null) => Encode(AudioFile.Load(path, options));

    private float[] Hear(AudioClip clip, bool hidden)
    {
        if (FrontEnd is null) throw new InvalidOperationException("This encoder was fitted without a front-end; it encodes vectors, not clips.");
        var items = ItemFrames.Compute(new AudioItems(new(["clip"]), _ => Require.NotNull(clip)), FrontEnd, threads: 1);
        return items.Missing.Count > 0 ? throw new MusicRecException(items.Missing[0].Reason) : Average(items, [0], hidden, default);
    }

    private EncodedItems Run(ItemFrames items, int width, bool hidden, CancellationToken cancel)
    {
        if (Require.NotNull(items).Columns != Bins)
            throw new ArgumentException(
                $"The items' frames have {items.Columns} values, the encoder's {Bins}; use the same front-end.", nameof(items));
        int[] known = [.. items.Known];
        var vectors = new Matrix(items.Ids.Count, width);
        for (int first = 0; first < known.Length; first += Block)
        {
            var part = known.AsSpan(first, Math.Min(Block, known.Length - first));
            float[] values = Average(items, part, hidden, cancel);
            for (int i = 0; i < part.Length; i++) values.AsSpan(i * width, width).CopyTo(vectors.Row(part[i]));
        }
        return new EncodedItems(items.Ids, vectors, [.. Enumerable.Range(0, items.Ids.Count).Select(items.Has)]);
    }

    /// <summary>Means over the windows of some items, [items, width].</summary>
    internal float[] Average(ItemFrames items, ReadOnlySpan<int> chosen, bool hidden, CancellationToken cancel)
    {
        var windows = new List<(int Place, int Start)>();
        var counts = new int[chosen.Length];
        for (int i = 0; i < chosen.Length; i++)
        {
            int frames = items[chosen[i]].Length / Bins;
            int[] starts = ClipWindows.Consecutive(frames, Window, _options.PredictionHop, _options.PredictionTrim);
            foreach (int start in starts) windows.Add((i, start));
            counts[i] = starts.Length;
        }
        int width = hidden ? EmbeddingWidth : Dimension;
        var (sums, tape) = (new double[chosen.Length * width], new Tape(_mean.Backend, training: false));
        for (int first = 0; first < windows.Count; first += Block)
        {
            cancel.ThrowIfCancellationRequested();
            int count = Math.Min(Block, windows.Count - first);
            var inputs = new float[count * Window * Bins];
            for (int w = 0; w < count; w++)
            {
                var (place, start) = windows[first + w];
                Copy(items[chosen[place]], start, inputs.AsSpan(w * Window * Bins, Window * Bins));
            }
            tape.Reset();
            var x = tape.Input(new Shape(count, Window, Bins), inputs);
            float[] y = (hidden ? Network.Forward(tape, x, _plan.HiddenLayers) : Forward(tape, x)).ToArray();
            for (int w = 0; w < count; w++)
                for (int k = 0; k < width; k++) sums[windows[first + w].Place * width + k] += y[w * width + k];
        }
        return [.. sums.Select((sum, i) => (float)(sum / counts[i / width]))];
    }

    /// <summary>Copies a window and standardises it; beyond the end of a short item stand the means.</summary>
    internal void Copy(ReadOnlySpan<float> frames, int start, Span<float> window)
    {
        ClipWindows.Copy(frames, start, window, Bins);
        int filled = Math.Min(window.Length, frames.Length - start * Bins);
        if (_standardizer is null) return;
        _standardizer.Transform(window);
        window[filled..].Clear();
    }

    /// <summary>Outputs of windows: [batch, window, bins] to [batch, outputs].</summary>
    internal Tensor Forward(Tape tape, Tensor x) => tape.Add(tape.Affine(Network.Forward(tape, x), _scale), _mean);

    /// <summary>Writes everything that encoding takes: front-end, standardisation, network.</summary>
    public void Save(Stream stream)
    {
        var file = new ModelFile(Kind);
        file.Metadata[FormatKey] = Format;
        file.Metadata["network"] = _plan.Text;
        file.Set("window", Window);
        file.Set("bins", Bins);
        file.Set("prediction_hop", _options.PredictionHop ?? 0);
        file.Set("prediction_trim", _options.PredictionTrim);
        file.Set("scale", _scale);
        file.Add("mean", _mean.ToArray(), _mean.Length);
        if (_standardizer is not null)
        {
            file.Add("input_mean", _standardizer.Mean.ToArray(), _standardizer.Columns);
            file.Add("input_deviation", _standardizer.Deviation.ToArray(), _standardizer.Columns);
        }
        foreach (var (name, value) in Network.Parameters.Concat(Network.Buffers)) file.Add($"network.{name}", value.ToArray(), value.Length);
        FrontEnd?.Save(file);
        file.Write(Require.NotNull(stream));
    }

    /// <summary>Writes the file, wholly or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, Save);

    /// <summary>Reads an encoder.</summary>
    /// <param name="stream">What <see cref="Save(Stream)"/> wrote; not trusted.</param>
    /// <param name="threads">Threads the encoder will use; 0 for all cores.</param>
    /// <exception cref="MusicRecException">Not an encoder, damaged, or of another version.</exception>
    public static EncoderModel Load(Stream stream, int threads = 0)
    {
        var file = ModelFile.Read(Require.NotNull(stream), Kind);
        if (file.Metadata.GetValueOrDefault(FormatKey) != Format)
            throw new MusicRecException(
                $"This encoder file has format '{file.Metadata.GetValueOrDefault(FormatKey)}'; this version reads {Format}. " +
                "Fit the encoder again, or use the version that saved it.");
        try
        {
            return Read(file, threads);
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            throw new MusicRecException($"The encoder file is damaged: {e.Message}", e);
        }
    }

    /// <inheritdoc cref="Load(Stream, int)"/>
    public static EncoderModel Load(string path, int threads = 0)
    {
        using var file = File.OpenRead(path);
        return Load(file, threads);
    }

    private static EncoderModel Read(ModelFile file, int threads)
    {
        var plan = new NetworkPlan(file.Metadata.GetValueOrDefault("network", ""));
        int bins = Require.Between(file.Get<int>("bins"), 1, 1 << 20), hop = file.Get<int>("prediction_hop");
        var options = new EncoderOptions
        {
            Network = plan,
            Window = file.Get<int>("window"),
            PredictionHop = hop == 0 ? null : hop,
            PredictionTrim = file.Get<double>("prediction_trim"),
        };
        StandardizerModel? standardizer = null;
        if (file.Contains("input_mean"))
        {
            float[] mean = file.GetFinite("input_mean", -1), deviation = file.GetFinite("input_deviation", mean.Length);
            if ((mean.Length != bins && mean.Length != bins * options.Window) || deviation.Any(d => !(d > 0)))
                throw new MusicRecException(
                    $"The encoder's standardisation of {mean.Length} values does not fit windows of {options.Window} x {bins}.");
            standardizer = new StandardizerModel(mean, deviation);
        }
        float scale = file.Get<float>("scale");
        if (!float.IsFinite(scale)) throw new MusicRecException($"The encoder's scale is {scale}; the file is damaged.");
        Check(file, plan, options.Window, bins);
        var frontEnd = file.Metadata.ContainsKey("frontend") ? AudioFrontEnd.Load(file) : null;
        if (frontEnd is not null) Require.Length(frontEnd.Columns, bins, "The front-end");
        float[] center = file.GetFinite("mean", plan.Outputs);
        var model = new EncoderModel(new CpuBackend(threads), plan, options, bins, standardizer, center, scale, frontEnd);
        foreach (var (name, value) in model.Network.Parameters.Concat(model.Network.Buffers))
            value.CopyFrom(file.GetFinite($"network.{name}", value.Length));
        return model;
    }

    /// <summary>The file must hold as many weights as the plan asks for before any are allocated.</summary>
    private static void Check(ModelFile file, NetworkPlan plan, int window, int bins)
    {
        long needed = plan.Weights(window, bins), held = file.Tensors.Where(tensor => tensor.Key.StartsWith("network.", StringComparison.Ordinal))
            .Sum(tensor => tensor.Value.Values.LongLength);
        if (needed != held) throw new MusicRecException($"The encoder file holds {held} weights, its network '{plan}' has {needed}; it is damaged.");
    }
}
