using MusicRec.Audio;
using MusicRec.Benchmarks.Ledger;

namespace MusicRec.Benchmarks;

/// <summary>Front-ends on a clip of 30 s, in milliseconds a clip on one thread, plans made before; real Fourier transforms against FFTW.</summary>
internal static unsafe class AudioCases
{
    private const int Seconds = 30, Frames = 256;

    public static IEnumerable<LedgerCase> All() =>
    [
        Clip("log-mel-128", 22_050, LogMel, 0.9),
        Clip("log-mel-128", 44_100, LogMel, 1.8),
        Clip("mfcc-25", 22_050, rate => new Mfcc(rate, Stft, options: new() { Coefficients = 25 }), 1.1),
        Clip("mfcc-25", 44_100, rate => new Mfcc(rate, Stft, options: new() { Coefficients = 25 }), 2.2),
        Clip("cqt-96", 22_050, rate => new ConstantQ(rate, new() { Bins = 96 }), 4),
        Clip("cqt-96", 44_100, rate => new ConstantQ(rate, new() { Bins = 96 }), 9),
        Clip("cqt-96-hop-1024", 44_100, rate => new ConstantQ(rate, new() { Bins = 96, HopLength = 1024 }), null),
        new("audio/resample/44100-to-22050", "ms/clip", _ => Resample(44_100, 22_050)) { Bar = 4, LowerIsBetter = true },
        new("audio/resample/22050-to-44100", "ms/clip", _ => Resample(22_050, 44_100)) { LowerIsBetter = true },
        new("audio/resample/48000-to-44100", "ms/clip", _ => Resample(48_000, 44_100)) { LowerIsBetter = true },
        Fourier(1024, 2.0), Fourier(2048, 2.0), Fourier(4096, 1.6),
        Chain(1024, 2.0), Chain(2048, 2.2), Chain(4096, 1.8),
        new("audio/log-mel-128/2-threads", "x 1 thread", SpeedUp) { Bar = 1.7 },
    ];

    /// <summary>The frames that the bars were set for.</summary>
    private static StftOptions Stft => new() { FftLength = 1024, HopLength = 512 };

    private static MelSpectrogram LogMel(int rate) => new(rate, Stft, log: LogCompression.Decibel());

    private static LedgerCase Clip(string name, int rate, Func<int, IFrontEnd> make, double? bar) =>
        new($"audio/{name}/{rate}", "ms/clip", _ => Measure(make(rate))) { Bar = bar, LowerIsBetter = true };

    private static LedgerCase Fourier(int n, double bar) =>
        new($"audio/fft-{n}", "transforms/ms", context => Transform(context, n)) { RatioBar = bar, PeerName = "fftw" };

    private static LedgerCase Chain(int n, double bar) =>
        new($"audio/log-mel-128/chain-{n}", "clips/s", context => Chain(context, n)) { RatioBar = bar, PeerName = "C + fftw" };

    private static Measurement Measure(IFrontEnd frontEnd)
    {
        float[] samples = Inputs.Floats(Seconds * frontEnd.SampleRate, 1), frames = new float[frontEnd.FrameCount(samples.Length) * frontEnd.Bins];
        return new Measurement(1e3 * Timing.InterleavedProcessor(30, () => frontEnd.Transform(samples, frames))[0]);
    }

    private static Measurement Resample(int from, int to)
    {
        var plan = new Resampler(from, to);
        float[] samples = Inputs.Floats(Seconds * from, 1), output = new float[plan.OutputLength(samples.Length)];
        return new Measurement(1e3 * Timing.InterleavedProcessor(20, () => plan.Transform(samples, output))[0]);
    }

    /// <summary>256 frames [256, n] to 256 spectra [256, n / 2 + 1] of pairs, both from rows to rows.</summary>
    private static Measurement Transform(LedgerContext context, int n)
    {
        var ours = new ComplexSpectrogram(22_050, new() { FftLength = n, HopLength = n, Center = false, Window = WindowShape.Rectangular });
        float[] samples = Inputs.Floats(Frames * n, 1), spectra = Inputs.Floats(Frames * (n + 2), 2);
        void Ours() => ours.Transform(samples, spectra);
        if (context.Fftw is not { } fftw) return new Measurement(1e-3 * Frames / Timing.InterleavedProcessor(60, Ours)[0]);
        float[] from = Inputs.Floats(Frames * n, 1), to = Inputs.Floats(Frames * (n + 2), 2);
        nint plan = fftw.Plan(n, Frames, Inputs.Pointer(from), Inputs.Pointer(to));
        samples.CopyTo(from, 0); // planning overwrites it
        double[] seconds = Timing.InterleavedProcessor(60, Ours, () => fftw.Execute(plan));
        return new Measurement(1e-3 * Frames / seconds[0]) { Peer = 1e-3 * Frames / seconds[1] };
    }

    /// <summary>Log-mel of a clip at 22,050 Hz without padding, beside C around FFTW; both must agree before they are timed.</summary>
    private static Measurement Chain(LedgerContext context, int n)
    {
        var frames = new StftOptions { FftLength = n, HopLength = n / 2, Center = false };
        var ours = new MelSpectrogram(22_050, frames, log: LogCompression.Decibel());
        float[] samples = Inputs.Floats(Seconds * 22_050, 1), bands = new float[ours.FrameCount(samples.Length) * ours.Bins];
        void Ours() => ours.Transform(samples, bands);
        if (context.Fftw is not { } fftw) return new Measurement(1 / Timing.InterleavedProcessor(30, Ours)[0]);
        if (MelChainPeer.TryBuild(fftw) is not { } peer) return new Measurement(0) { Skipped = "no C compiler (cc)" };
        var theirs = new float[bands.Length];
        Action chain = peer.Chain(ours, samples, theirs);
        Ours();
        chain();
        for (int i = 0; i < bands.Length; i++)
        {
            if (!(Math.Abs(bands[i] - theirs[i]) < 1e-2))
                throw new InvalidOperationException($"The peer's value {i} is {theirs[i]} dB, ours {bands[i]}.");
        }
        double[] seconds = Timing.InterleavedProcessor(30, Ours, chain);
        return new Measurement(1 / seconds[0]) { Peer = 1 / seconds[1] };
    }

    private static Measurement SpeedUp(LedgerContext context)
    {
        var frontEnd = LogMel(22_050);
        AudioClip[] clips = [.. Enumerable.Range(0, 8).Select(c => new AudioClip(22_050, Inputs.Floats(Seconds * 22_050, (ulong)c)))];
        return Rates.SpeedUp(context, threads => () => frontEnd.Transform(clips, threads));
    }
}
