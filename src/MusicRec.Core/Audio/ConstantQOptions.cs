namespace MusicRec.Audio;

/// <summary>A bank of wavelets with geometrically spaced centre frequencies f[k] = MinFrequency 2^((k + Tuning) / BinsPerOctave). Defaults are
/// librosa's.</summary>
public sealed record ConstantQOptions
{
    /// <summary>The note C1 in equal temperament with A4 = 440 Hz.</summary>
    public const double C1 = 32.70319566257483;

    /// <summary>Samples from one frame to the next, 1 or more. Default 512. Octaves are decimated while it can be halved, so a multiple of 2^(octaves
    /// - 1) is fastest.</summary>
    public int HopLength { get; init => field = Require.Positive(value); } = 512;

    /// <summary>Centre frequency of the lowest bin in Hz, before <see cref="Tuning"/>. Default <see cref="C1"/>.</summary>
    public double MinFrequency { get; init => field = Require.Positive(value); } = C1;

    /// <summary>Number of bins, 1 to 4096. Default 84.</summary>
    public int Bins { get; init => field = Require.Between(value, 1, 4096); } = 84;

    /// <summary>Bins to an octave, 1 to 512. Default 12.</summary>
    public int BinsPerOctave { get; init => field = Require.Between(value, 1, 512); } = 12;

    /// <summary>Bandwidth in Hz added to every filter: 0 (default) is the constant-Q transform, above 0 a variable-Q transform;
    /// null makes bandwidths proportional to equivalent rectangular bandwidths (Glasberg, Moore 1990).</summary>
    public double? Gamma { get; init => field = value is { } hz ? Require.NotNegative(hz) : null; } = 0;

    /// <summary>Factor on the lengths of all filters; below 1 gives finer time and coarser frequency resolution. Default 1.</summary>
    public double FilterScale { get; init => field = Require.Positive(value); } = 1;

    /// <summary>Window of the wavelets. Default Hann.</summary>
    public WindowShape Window { get; init => field = Require.Defined(value); } = WindowShape.Hann;

    /// <summary>Share of a filter's spectrum, by absolute sum, that is set to zero, smallest values first; 0 to below 1. Default 0.01.</summary>
    public double Sparsity { get; init => field = value == 0 ? 0 : Require.Fraction(value); } = 0.01;

    /// <summary>Shift of all frequencies in bins; <see cref="Audio.Tuning"/> estimates it. Default 0.</summary>
    public double Tuning { get; init => field = Require.Between(value, -1.0, 1.0); }

    /// <summary>Divide by the square root of the filter's length in samples, as an orthonormal transform would (default).</summary>
    public bool ScaleByLength { get; init; } = true;

    /// <summary>Where wavelets are drawn. Default <see cref="WaveletRate.Octave"/>, as librosa. <see cref="PseudoConstantQ"/> always draws at the
    /// signal's rate.</summary>
    public WaveletRate WaveletRate { get; init => field = Require.Defined(value); } = WaveletRate.Octave;
}
