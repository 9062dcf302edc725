using BenchmarkDotNet.Attributes;
using MusicRec.Audio;
using MusicRec.Benchmarks.Ledger;

namespace MusicRec.Benchmarks;

/// <summary>Front-ends over 30 s at 22,050 Hz on one thread; none allocates.</summary>
[MemoryDiagnoser]
public class FrontEndBenchmarks
{
    private readonly float[] _clip = Inputs.Floats(30 * 22_050, 1);
    private readonly MelSpectrogram _mel = new(22_050, log: LogCompression.Decibel());
    private readonly Mfcc _mfcc = new(22_050);
    private float[] _melFrames = [], _mfccFrames = [];

    [GlobalSetup]
    public void Setup()
    {
        _melFrames = new float[_mel.FrameCount(_clip.Length) * _mel.Bins];
        _mfccFrames = new float[_mfcc.FrameCount(_clip.Length) * _mfcc.Bins];
    }

    [Benchmark]
    public void Log_mel() => _mel.Transform(_clip, _melFrames);

    [Benchmark]
    public void Mfcc() => _mfcc.Transform(_clip, _mfccFrames);
}
