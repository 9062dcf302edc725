namespace MusicRec.Audio;

/// <summary>How a signal is cut into frames and transformed. Defaults are librosa's.</summary>
public sealed record StftOptions
{
    /// <summary>Length of the Fourier transform in samples, 2 to 2^20; any length, powers of two are fastest. Default 2048.</summary>
    public int FftLength { get; init => field = Require.Between(value, 2, 1 << 20); } = 2048;

    /// <summary>Samples from one frame to the next, 1 or more. Default 512.</summary>
    public int HopLength { get; init => field = Require.Positive(value); } = 512;

    /// <summary>Length of the window, at most <see cref="FftLength"/>; the rest is zeros on both sides. Null: <see cref="FftLength"/>.</summary>
    public int? WindowLength { get; init => field = value is { } length ? Require.Positive(length) : null; }

    /// <summary>The window. Default Hann, periodic.</summary>
    public WindowShape Window { get; init => field = Require.Defined(value); } = WindowShape.Hann;

    /// <summary>Frame f is centred on sample f x hop (default), or begins there.</summary>
    public bool Center { get; init; } = true;

    /// <summary>What surrounds the signal when frames are centred. Default zeros.</summary>
    public PaddingMode Padding { get; init => field = Require.Defined(value); } = PaddingMode.Zero;
}
