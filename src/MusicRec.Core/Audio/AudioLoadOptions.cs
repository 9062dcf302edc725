namespace MusicRec.Audio;

/// <summary>What part of a file to load, in which form, and what to refuse.</summary>
public sealed record AudioLoadOptions
{
    /// <summary>Target samples per second; null keeps the file's own rate. Conversion is the library's own, so it is the same for every
    /// decoder.</summary>
    public int? SampleRate { get; init => field = value is { } rate ? Require.Between(rate, 1, 1 << 24, nameof(SampleRate)) : null; }

    /// <summary>Mix to one channel (default), or keep the file's channels.</summary>
    public bool Mono { get; init; } = true;

    /// <summary>Start of the part to load, from the beginning of the file. Default 0.</summary>
    public TimeSpan Offset
    {
        get;
        init => field = TimeSpan.FromTicks(Require.Between(value.Ticks, 0, TimeSpan.MaxValue.Ticks, nameof(Offset)));
    }

    /// <summary>Longest part to load; null loads to the end.</summary>
    public TimeSpan? Duration
    {
        get;
        init => field = value is { } d ? TimeSpan.FromTicks(Require.Between(d.Ticks, 0, TimeSpan.MaxValue.Ticks, nameof(Duration))) : null;
    }

    /// <summary>Most samples (all channels together, at the file's own rate) to hold; beyond it loading is refused. Default 2^29 (2 GiB).</summary>
    public long MaxSamples { get; init => field = Require.Positive(value); } = 1L << 29;

    /// <summary>Whether a file that ends before its declared length is loaded as far as it goes, with <see cref="AudioClip.IsTruncated"/> set
    /// (default), or refused.</summary>
    public bool AllowTruncated { get; init; } = true;

    /// <summary>The decoders to try, in order. Default: <see cref="AudioFile.DefaultDecoders"/>.</summary>
    public IReadOnlyList<IAudioDecoder> Decoders { get; init => field = Require.NotNull(value); } = AudioFile.DefaultDecoders;
}
