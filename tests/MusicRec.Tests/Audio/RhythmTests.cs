using MusicRec.Audio;

namespace MusicRec.Tests.Audio;

public class RhythmTests
{
    /// <summary>A pulse every 20 frames: at 40 frames a second, 120 beats a minute.</summary>
    private static float[] Pulses => [.. Enumerable.Range(0, 800).Select(t => t % 20 == 10 ? 1f : 0f)];

    [Fact]
    public void Regular_pulses_are_beats_at_their_tempo()
    {
        var beats = BeatTracker.Track(Pulses, 40, new() { Trim = false });
        Assert.Equal(120, beats.Tempo);
        Assert.Equal(Enumerable.Range(1, 39).Select(b => 10 + 20 * b), beats.Frames.Skip(1)); // a first beat has no predecessor to hold it
        Assert.Equal(Enumerable.Range(0, 40).Select(b => 10 + 20 * b), Onsets.Detect(Pulses, 40));
    }

    [Fact]
    public void A_tempo_given_is_kept()
    {
        var beats = BeatTracker.Track(Pulses, 40, new() { Tempo = 60 });
        Assert.Equal(60, beats.Tempo);
        Assert.All(beats.Frames.Zip(beats.Frames.Skip(1), (a, b) => b - a).SkipLast(1), step => Assert.Equal(40, step));
    }

    [Fact]
    public void Candidates_are_ranked_and_their_weights_add_up()
    {
        var candidates = Tempo.Candidates(Pulses, 40);
        Assert.Equal(120, candidates[0].BeatsPerMinute);
        Assert.Contains(candidates, c => c.BeatsPerMinute == 60);
        Assert.Equal(1, candidates.Sum(c => c.Weight), 1e-9);
        Assert.Equal(candidates.OrderByDescending(c => c.Weight), candidates);
        Assert.Equal(40, Tempo.Candidates(Pulses, 40, new() { Start = 40, Octaves = 0.3 })[0].BeatsPerMinute);
    }

    [Fact]
    public void Silence_has_no_beats_and_no_onsets()
    {
        float[] silence = new float[300];
        var beats = BeatTracker.Track(silence, 40);
        Assert.Equal(0, beats.Tempo);
        Assert.Empty(beats.Frames);
        Assert.Empty(Onsets.Detect(silence, 40));
        Assert.Empty(BeatTracker.Track([], 40).Frames);
        Assert.Empty(Tempo.Candidates([], 40));
        Assert.All(new OnsetStrength(8000).Transform(new float[9000]), value => Assert.Equal(0, value));
        Assert.Empty(new OnsetStrength(8000).Transform(ReadOnlySpan<float>.Empty));
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(7)]
    public void Short_envelopes_are_tracked(int frames)
    {
        float[] envelope = Draw.Floats(frames, 1);
        Assert.All(BeatTracker.Track(envelope, 40).Frames, t => Assert.InRange(t, 0, frames - 1));
    }

    [Fact]
    public void A_lag_of_the_tempogram_is_the_correlation_of_the_windowed_envelope()
    {
        float[] envelope = Draw.Floats(30, 2), frames = new float[30 * 9];
        new Tempogram(9).Compute(envelope, frames);
        double[] part = [.. Enumerable.Range(0, 9).Select(i => envelope[11 + i] * (0.5 - 0.5 * Math.Cos(2 * Math.PI * i / 9)))];
        double[] lags = [.. Enumerable.Range(0, 9).Select(l => Enumerable.Range(0, 9 - l).Sum(i => part[i] * part[i + l]))];
        for (int l = 0; l < 9; l++) Assert.Equal(lags[l] / lags.Max(Math.Abs), frames[15 * 9 + l], 1e-6);
    }

    [Fact]
    public void A_wider_maximum_never_adds_strength()
    {
        float[] samples = Draw.Floats(9000, 3);
        float[] narrow = new OnsetStrength(8000).Transform(samples);
        float[] wide = new OnsetStrength(8000, options: new() { MaxSize = 3 }).Transform(samples);
        Assert.All(narrow.Zip(wide), pair => Assert.True(pair.Second <= pair.First));
        Assert.True(wide.Sum() < narrow.Sum());
    }

    [Fact]
    public void Peaks_wait_for_each_other()
    {
        float[] envelope = [0, 2, 1, 2, 0, 2, 0];
        var near = new PeakPicking { PreMax = 1, PostMax = 2, PreAverage = 1, PostAverage = 2, Wait = 0, Delta = 0.5 };
        Assert.Equal([1, 3, 5], near.Pick(envelope));
        Assert.Equal([1, 5], (near with { Wait = 2 }).Pick(envelope));
        Assert.Empty((near with { Delta = 1.5 }).Pick(envelope));
    }

    [Fact]
    public void Bad_options_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new OnsetOptions { Lag = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new BeatOptions { Tightness = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Tempogram(1));
        Assert.Throws<ArgumentException>(() => Tempo.Candidates(Pulses, 40, new() { Seconds = 0.1 }));
        Assert.Throws<ArgumentException>(() => BeatTracker.Track(Pulses, 40, new() { Tempo = 1e6 }));
        Assert.Throws<MusicRecException>(() => BeatTracker.Track([1, float.NaN], 40));
    }
}
