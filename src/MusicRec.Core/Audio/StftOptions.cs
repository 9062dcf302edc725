namespace MusicRec.Audio;

/// <summary>How a signal is cut into frames and transformed. Defaults are librosa's.</summary>
public sealed record StftOptions
{
    /// <summary>Length of the Fourier transform in samples, 2 to 2^20; any length, powers of two are fastest. Default 2048.</summary>
    public int FftLength { get; init => field = Require.Between(value, 2, 1 << 20); } = 2048;

    /// <summary>Samples from one frame to the next, 1 or more. Default 512.</summary>
    public int HopLength { get; init => field = Require.Positive(value); } = 512;

    /// <summary>Length of the window, at most <see cref="FftLength"/>; the rest is zeros, see <see cref="ZerosAfter"/>. Null:
    /// <see cref="FftLength"/>.</summary>
    public int? WindowLength { get; init => field = value is { } length ? Require.Positive(length) : null; }

    /// <summary>The window. Default Hann.</summary>
    public WindowShape Window { get; init => field = Require.Defined(value); } = WindowShape.Hann;

    /// <summary>False (default): the periodic window, the first n values of the symmetric one of n + 1. True: the symmetric one of n, as Kaldi and
    /// HTK.</summary>
    public bool SymmetricWindow { get; init; }

    /// <summary>Where zeros fill a window shorter than the transform. False (default): half on either side, frames are FftLength samples, as librosa
    /// and torchaudio. True: all after it, and frames are WindowLength samples, as Kaldi and HTK.</summary>
    public bool ZerosAfter { get; init; }

    /// <summary>Subtract each frame's mean, before the window. Default false; Kaldi does.</summary>
    public bool RemoveMean { get; init; }

    /// <summary>The c of x[t] - c x[t - 1] within each frame, before the window; its first sample becomes x[0] (1 - c). 0 (default): none.</summary>
    public double Preemphasis { get; init => field = Require.Between(value, 0, 1); }

    /// <summary>Frame f is centred on sample f x hop (default), or begins there.</summary>
    public bool Center { get; init; } = true;

    /// <summary>What surrounds the signal when frames are centred. Default zeros.</summary>
    public PaddingMode Padding { get; init => field = Require.Defined(value); } = PaddingMode.Zero;
}
