namespace MusicRec.Audio;

/// <summary>A bank of triangular mel filters. Defaults are librosa's.</summary>
public sealed record MelOptions
{
    /// <summary>Number of filters, 1 to 4096. Default 128.</summary>
    public int Bands { get; init => field = Require.Between(value, 1, 4096); } = 128;

    /// <summary>Lower edge of the first filter, in Hz. Default 0.</summary>
    public double MinFrequency { get; init => field = Require.NotNegative(value); }

    /// <summary>Upper edge of the last filter, in Hz; null is half the sample rate, which it may not exceed.</summary>
    public double? MaxFrequency { get; init => field = value is { } hz ? Require.Positive(hz) : null; }

    /// <summary>The scale on which centres are equally spaced. Default Slaney.</summary>
    public MelScale Scale { get; init => field = Require.Defined(value); } = MelScale.Slaney;

    /// <summary>What triangles are straight in: false (default), frequency, as librosa and torchaudio; true, mels, as Kaldi and HTK.</summary>
    public bool LinearInMel { get; init; }

    /// <summary>Height of the triangles. Default Slaney.</summary>
    public MelNorm Norm { get; init => field = Require.Defined(value); } = MelNorm.Slaney;
}
