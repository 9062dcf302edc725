using BenchmarkDotNet.Attributes;
using MusicRec.Audio;
using MusicRec.Benchmarks.Ledger;
using MusicRec.Numerics;

namespace MusicRec.Benchmarks;

/// <summary>Codebooks, histograms and principal components of MFCC frames.</summary>
public class FeatureBenchmarks
{
    private readonly Matrix _frames = Inputs.Normal(20_000, 39, 1);
    private readonly float[] _clip = new float[1292 * 39], _histogram = new float[1024];
    private VectorQuantizedHistogram? _words;

    [GlobalSetup]
    public void Setup()
    {
        for (int f = 0; f < 1292; f++) _frames[f].CopyTo(_clip.AsSpan(f * 39));
        _words = new(new KMeans(new() { Iterations = 1, Threads = 1 }).Fit(_frames));
    }

    [Benchmark]
    public KMeansModel Codebook_of_256_in_5_sweeps() => new KMeans(new() { Clusters = 256, Iterations = 5, Threads = 1 }).Fit(_frames);

    [Benchmark]
    public void Histogram_of_30_seconds() => _words!.Compute(_clip, _histogram);

    [Benchmark]
    public PcaModel Components_of_39() => new Pca(new() { Threads = 1 }).Fit(_frames);
}
