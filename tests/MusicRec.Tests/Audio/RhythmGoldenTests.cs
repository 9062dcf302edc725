using System.Text.Json;
using MusicRec.Audio;
using Xunit.Abstractions;

namespace MusicRec.Tests.Audio;

[ChecksAudioCalls(Strength, StrengthMedian, Detection, MeanTempogram, TempoOf, BeatTempo, BeatFrames, BeatFramesAll, BeatTempoOfSamples,
    BeatFramesOfSamples)]
public class RhythmGoldenTests(ITestOutputHelper output)
{
    private const string Strength = "librosa.onset.onset_strength",
        StrengthMedian = "librosa.onset.onset_strength(aggregate=np.median)  (the envelope beat_track(y=...) itself uses)",
        Detection = "librosa.onset.onset_detect (frames)",
        MeanTempogram = "mean over time of librosa.feature.tempogram(onset_envelope)",
        TempoOf = "librosa.feature.tempo(onset_envelope=onset_strength)",
        BeatTempo = "librosa.beat.beat_track(onset_envelope=onset_strength)[0]",
        BeatFrames = "librosa.beat.beat_track(onset_envelope=onset_strength)[1] (frames)",
        BeatFramesAll = "librosa.beat.beat_track(..., trim=False)[1] (frames)",
        BeatTempoOfSamples = "librosa.beat.beat_track(y=y)[0] (median-aggregated envelope)",
        BeatFramesOfSamples = "librosa.beat.beat_track(y=y)[1] (frames)";

    public static TheoryData<string> Names(string call) => SpectrogramGoldenTests.Names(call);

    [SharedTheory(AudioGoldens.Manifest), MemberData(nameof(Names), Strength), MemberData(nameof(Names), StrengthMedian)]
    public void Onset_strength(string name) => Close(name, Envelope(name, Call(name) == StrengthMedian).Values, 1e-5);

    [SharedTheory(AudioGoldens.Manifest), MemberData(nameof(Names), Detection)]
    public void Onset_detection(string name)
    {
        var (envelope, rate) = Envelope(name, median: false);
        Assert.Equal(AudioGoldens.Instance!.Integers(Item(name)), Onsets.Detect(envelope, rate));
    }

    [SharedTheory(AudioGoldens.Manifest), MemberData(nameof(Names), MeanTempogram)]
    public void Tempogram_mean(string name)
    {
        float[] envelope = Envelope(name, median: false).Values;
        var plan = new Tempogram(Item(name).GetProperty("params").GetProperty("win_length").GetInt32());
        float[] frames = new float[envelope.Length * plan.Lags];
        plan.Compute(envelope, frames);
        Close(name, [.. Enumerable.Range(0, plan.Lags).Select(l => (float)frames.Where((_, i) => i % plan.Lags == l).Average(v => (double)v))], 1e-5);
    }

    [SharedTheory(AudioGoldens.Manifest)]
    [MemberData(nameof(Names), TempoOf), MemberData(nameof(Names), BeatTempo), MemberData(nameof(Names), BeatTempoOfSamples)]
    public void Tempo_of_the_piece(string name)
    {
        var (envelope, rate) = Envelope(name, Call(name) == BeatTempoOfSamples);
        double tempo = Call(name) == TempoOf ? Tempo.Candidates(envelope, rate)[0].BeatsPerMinute : BeatTracker.Track(envelope, rate).Tempo;
        Close(name, [(float)tempo], 1e-6);
    }

    [SharedTheory(AudioGoldens.Manifest)]
    [MemberData(nameof(Names), BeatFrames), MemberData(nameof(Names), BeatFramesAll), MemberData(nameof(Names), BeatFramesOfSamples)]
    public void Beat_frames(string name)
    {
        var (envelope, rate) = Envelope(name, Call(name) == BeatFramesOfSamples);
        var beats = BeatTracker.Track(envelope, rate, new() { Trim = Call(name) != BeatFramesAll });
        Assert.Equal(AudioGoldens.Instance!.Integers(Item(name)), beats.Frames);
    }

    private void Close(string name, float[] actual, double bar)
    {
        double error = Agreement.OverPeak(AudioGoldens.Instance!.Values(Item(name)), actual);
        output.WriteLine($"{name}: {error:e2} of the peak");
        Assert.True(error <= bar, $"{name}: {error:e2} of the peak");
    }

    private static (float[] Values, double FrameRate) Envelope(string name, bool median)
    {
        var clip = AudioGoldens.Instance!.Signal(Item(name).GetProperty("signal").GetString()!);
        var plan = new OnsetStrength(clip.SampleRate, options: new() { Median = median });
        return (plan.Transform(clip[0]), plan.FrameRate);
    }

    private static string Call(string name) => Item(name).GetProperty("call").GetString()!;

    private static JsonElement Item(string name) => AudioGoldens.Instance!.Item(name);
}
