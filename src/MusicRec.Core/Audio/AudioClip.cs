namespace MusicRec.Audio;

/// <summary>Decoded sound: float32 samples per channel at one sample rate. Nominal range [-1, 1]; values beyond it are legal. Immutable.</summary>
public sealed class AudioClip
{
    private readonly float[][] _channels;

    /// <summary>Wraps one array a channel; the arrays are not copied and must not be changed afterwards.</summary>
    /// <param name="sampleRate">Samples per second, at least 1.</param>
    /// <param name="channels">One array a channel, all of one length, at least one channel.</param>
    public AudioClip(int sampleRate, params float[][] channels)
    {
        SampleRate = Require.Positive(sampleRate);
        _channels = Require.NotNull(channels);
        Require.Positive(channels.Length);
        foreach (var channel in channels)
            if (channel.Length != channels[0].Length)
                throw new ArgumentException(
                    $"Channels hold {channel.Length} and {channels[0].Length} samples; they must be equally long.", nameof(channels));
    }

    /// <summary>Samples per second and channel.</summary>
    public int SampleRate { get; }

    /// <summary>Number of channels.</summary>
    public int Channels => _channels.Length;

    /// <summary>Samples per channel.</summary>
    public int Length => _channels[0].Length;

    /// <summary>Length in time.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds((double)Length / SampleRate);

    /// <summary>True where the file ended before the length that it declares (see <see cref="IAudioReader.Truncated"/>).</summary>
    public bool IsTruncated { get; init; }

    /// <summary>The samples of a channel.</summary>
    public ReadOnlySpan<float> this[int channel] => _channels[Require.Index(channel, Channels)];

    /// <summary>One channel: the mean of all, sample by sample, as librosa mixes. A mono clip returns itself.</summary>
    public AudioClip ToMono()
    {
        if (Channels == 1) return this;
        var mono = new float[Length];
        float scale = 1f / Channels;
        foreach (var channel in _channels)
            for (int t = 0; t < mono.Length; t++) mono[t] += channel[t] * scale;
        return new AudioClip(SampleRate, mono) { IsTruncated = IsTruncated };
    }

    /// <summary>The same mean of interleaved samples, [frames, channels]: sums in the order of channels, so to the same bits.</summary>
    internal static void Mix(ReadOnlySpan<float> interleaved, int channels, Span<float> mono)
    {
        if (channels == 1)
        {
            interleaved[..mono.Length].CopyTo(mono);
            return;
        }
        float scale = 1f / channels;
        for (int t = 0; t < mono.Length; t++)
        {
            float sum = 0;
            foreach (float sample in interleaved.Slice(t * channels, channels)) sum += sample * scale;
            mono[t] = sum;
        }
    }

    /// <summary>A copy of a part of the clip.</summary>
    /// <param name="start">First sample.</param>
    /// <param name="length">Number of samples.</param>
    public AudioClip Slice(int start, int length)
    {
        Require.Between(start, 0, Length);
        Require.Between(length, 0, Length - start);
        return new AudioClip(SampleRate, Array.ConvertAll(_channels, channel => channel.AsSpan(start, length).ToArray()));
    }
}
