using Xunit.Abstractions;

namespace MusicRec.Tests.Audio;

/// <summary>Nothing in the manifest of the audio goldens goes unchecked: a call that no test class claims fails by name.</summary>
public class AudioCallsTests(ITestOutputHelper output)
{
    [SharedFact(AudioGoldens.Manifest)]
    public void Every_call_is_checked_by_a_test()
    {
        foreach (var (call, reason) in AudioCalls.LeftOut) output.WriteLine($"left out: {call}: {reason}");
        var calls = AudioGoldens.Instance!.Items.Select(item => item.GetProperty("call").GetString()!).ToList();
        Assert.NotEmpty(calls);
        Assert.Empty(AudioCalls.Unchecked(calls));
    }

    [SharedFact(AudioGoldens.Manifest)]
    public void What_is_claimed_is_in_the_manifest()
    {
        var calls = AudioGoldens.Instance!.Items.Select(item => item.GetProperty("call").GetString()!).ToHashSet();
        Assert.Empty(AudioCalls.Checked.Except(calls));
        Assert.Empty(AudioCalls.LeftOut.Keys.Except(calls));
    }

    [Fact]
    public void What_is_checked_is_not_left_out() => Assert.Empty(AudioCalls.LeftOut.Keys.Intersect(AudioCalls.Checked));

    [Fact]
    public void An_unknown_call_is_named() =>
        Assert.Equal(["librosa.novel (2 items)"], AudioCalls.Unchecked(["librosa.stft", "librosa.novel", "librosa.novel"]));
}
