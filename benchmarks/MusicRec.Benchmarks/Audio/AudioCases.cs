using MusicRec.Audio;
using MusicRec.Benchmarks.Ledger;

namespace MusicRec.Benchmarks;

/// <summary>Front-ends over 30 s of noise on one thread, plans made beforehand.</summary>
internal static class AudioCases
{
    private const int Seconds = 30;

    public static IEnumerable<LedgerCase> All() =>
    [
        ConstantQ("audio/cqt96/22k", 22050, 512, bar: 4),
        ConstantQ("audio/cqt96/44k", 44100, 512, bar: 9),
        ConstantQ("audio/cqt96/44k/hop-1024", 44100, 1024, bar: null),
    ];

    private static LedgerCase ConstantQ(string name, int rate, int hop, double? bar) =>
        Case(name, rate, () => new ConstantQ(rate, new ConstantQOptions { Bins = 96, HopLength = hop }), bar);

    /// <summary>Milliseconds a clip.</summary>
    private static LedgerCase Case(string name, int rate, Func<IFrontEnd> make, double? bar) => new(name, "ms", _ =>
    {
        var plan = make();
        var (samples, frames) = (Inputs.Floats(Seconds * rate, 1), new float[plan.FrameCount(Seconds * rate) * plan.Bins]);
        return new Measurement(1e3 * Timing.InterleavedProcessor(31, () => plan.Transform(samples, frames))[0]);
    }) { LowerIsBetter = true, Bar = bar };
}
