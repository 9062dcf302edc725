namespace MusicRec.Audio;

/// <summary>Spectral flatness (Gray, Markel 1974), in (0, 1]: geometric over arithmetic mean of max(Floor, S_k^Power). 1 for silence and white
/// spectra, near 0 for a tone.</summary>
public sealed class SpectralFlatness : SpectralDescriptor
{
    /// <summary>Exponent of the magnitudes, above 0. Default 2: of the power spectrum.</summary>
    public double Power { get; init => field = Require.Positive(value); } = 2;

    /// <summary>Smallest value told apart, above 0. Default 1e-10.</summary>
    public double Floor { get; init => field = Require.Positive(value); } = 1e-10;

    /// <inheritdoc/>
    public override int Values => 1;

    /// <inheritdoc/>
    public override void Compute(ReadOnlySpan<float> magnitudes, double binWidth, Span<float> values)
    {
        double logs = 0, sum = 0;
        foreach (float magnitude in magnitudes)
        {
            double value = Math.Max(Floor, Power == 2 ? (double)magnitude * magnitude : Math.Pow(magnitude, Power));
            logs += Math.Log(value);
            sum += value;
        }
        values[0] = (float)(Math.Exp(logs / magnitudes.Length) * magnitudes.Length / sum);
    }
}
