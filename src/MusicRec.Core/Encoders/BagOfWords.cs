using MusicRec.Audio;
using MusicRec.Numerics;

namespace MusicRec.Encoders;

/// <summary>One row a clip: how its MFCC frames (with both derivatives, or without) fall to the words of a codebook, and, where asked for, its
/// principal components. Learnt by <see cref="Learn"/>; with the default options the baseline of van den Oord et al. 2013, with
/// <see cref="BagOfWordsOptions.Liang2015"/> the content of Liang et al. 2015.</summary>
public sealed class BagOfWords : AudioFrontEnd
{
    internal const string Name = "bag-of-words";

    private readonly bool _deltas, _counts;
    private readonly Mfcc _mfcc = PaperFrontEnds.VanDenOord2013BagOfWords();
    private readonly VectorQuantizedHistogram _histogram;
    private readonly PcaModel? _pca;

    private BagOfWords(KMeansModel codebook, PcaModel? pca, bool deltas, bool counts)
    {
        (_histogram, _pca, _deltas, _counts) = (new VectorQuantizedHistogram(codebook), pca, deltas, counts);
        if (codebook.Centers.Columns != FrameWidth)
            throw new ArgumentException($"Codewords of {codebook.Centers.Columns} values do not fit frames of {FrameWidth}.");
        if (pca is not null && pca.Columns != _histogram.Length)
            throw new ArgumentException($"Components of {pca.Columns} values do not fit {_histogram.Length} codewords.");
        using var bytes = new MemoryStream();
        codebook.Save(bytes);
        pca?.Save(bytes);
        string digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes.ToArray()));
        Configuration = FeatureText.Of(Name, deltas, counts, digest);
    }

    /// <inheritdoc/>
    public override string Configuration { get; }

    /// <inheritdoc/>
    public override int SampleRate => _mfcc.SampleRate;

    /// <summary>Codewords, or principal components where there are any.</summary>
    public override int Columns => _pca?.Components.Rows ?? _histogram.Length;

    private int FrameWidth => _mfcc.Bins * (_deltas ? 3 : 1);

    /// <summary>Learns the words, and the components, from sound.</summary>
    /// <param name="items">The clips to learn from: training items alone.</param>
    /// <param name="options">Settings; null for those of van den Oord et al. 2013.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <exception cref="MusicRecException">No clip, or fewer frames than codewords, could be read.</exception>
    public static BagOfWords Learn(AudioItems items, BagOfWordsOptions? options = null, CancellationToken cancel = default)
    {
        options ??= new();
        var frames = ItemFrames.Compute(items, new MfccFrames(options.Derivatives), options.Threads, cancel: cancel);
        var codebook = Codebook(frames, options, cancel);
        var words = new BagOfWords(codebook, null, options.Derivatives, options.Counts);
        if (options.Variance is not { } variance) return words;
        int[] known = [.. frames.Known];
        var histograms = new Matrix(known.Length, words.Columns);
        WorkerTeam.Shared.Run(known.Length, WorkerTeam.Threads(options.Threads),
            (i, _) => words.Histogram(frames[known[i]], histograms.Row(i)), cancel);
        var pca = new Pca(new() { Variance = variance, Threads = options.Threads }).Fit(histograms, cancel);
        return new BagOfWords(codebook, pca, options.Derivatives, options.Counts);
    }

    /// <inheritdoc/>
    public override float[] Compute(ReadOnlySpan<float> samples)
    {
        float[] frames = MfccFrames.Compute(_mfcc, samples, _deltas);
        if (frames.Length == 0) return [];
        var histogram = new float[_histogram.Length];
        Histogram(frames, histogram);
        if (_pca is null) return histogram;
        var coordinates = new float[Columns];
        _pca.Transform(histogram, coordinates);
        return coordinates;
    }

    private void Histogram(ReadOnlySpan<float> frames, Span<float> histogram)
    {
        _histogram.Compute(frames, histogram);
        if (!_counts) return;
        int count = frames.Length / FrameWidth;
        for (int k = 0; k < histogram.Length; k++) histogram[k] *= count;
    }

    private static KMeansModel Codebook(ItemFrames frames, BagOfWordsOptions options, CancellationToken cancel)
    {
        int[] counts = [.. frames.Known.Select(item => frames[item].Length / frames.Columns)];
        long total = counts.Sum(count => (long)count);
        if (total < options.Codewords)
            throw new MusicRecException($"{total} frames cannot make {options.Codewords} codewords; give more sound, or ask for fewer.");
        double keep = Math.Min(1, (double)options.LearningFrames / total);
        var (random, rows) = (new CounterRandom(options.Seed, 77), new List<float>());
        ulong draw = 0;
        foreach (int item in frames.Known)
            for (int f = 0; f < frames[item].Length / frames.Columns; f++)
                if (random.Uniform(draw++) < keep) rows.AddRange(frames[item].Slice(f * frames.Columns, frames.Columns));
        var chosen = Matrix.From(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(rows), rows.Count / frames.Columns, frames.Columns);
        var recipe = new KMeansOptions
        {
            Clusters = Math.Min(options.Codewords, chosen.Rows),
            Iterations = options.Iterations,
            Seed = options.Seed,
            Threads = options.Threads,
        };
        return new KMeans(recipe).Fit(chosen, cancel: cancel);
    }

    private protected override string Kind => Name;

    private protected override void Write(ModelFile file)
    {
        file.Set("derivatives", _deltas ? 1 : 0);
        file.Set("counts", _counts ? 1 : 0);
        AddBytes(file, "codebook", _histogram.Codebook.Save);
        if (_pca is not null) AddBytes(file, "components", _pca.Save);
    }

    internal static BagOfWords Read(ModelFile file)
    {
        using var codebook = new MemoryStream(file.Get<byte>("codebook", -1));
        using var components = file.Contains("components") ? new MemoryStream(file.Get<byte>("components", -1)) : null;
        return new BagOfWords(KMeansModel.Load(codebook), components is null ? null : PcaModel.Load(components),
            file.Get<int>("derivatives") == 1, file.Get<int>("counts") == 1);
    }

    private static void AddBytes(ModelFile file, string name, Action<Stream> save)
    {
        using var bytes = new MemoryStream();
        save(bytes);
        file.Add(name, bytes.ToArray(), bytes.Length);
    }
}
