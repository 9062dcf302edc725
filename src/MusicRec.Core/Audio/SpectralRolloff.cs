namespace MusicRec.Audio;

/// <summary>Spectral rolloff, in Hz: the lowest bin's frequency at and below which lies the given share of the summed magnitudes; 0 for
/// silence.</summary>
public sealed class SpectralRolloff : SpectralDescriptor
{
    /// <summary>The share, strictly between 0 and 1. Default 0.85.</summary>
    public double Share { get; init => field = Require.Fraction(value); } = 0.85;

    /// <inheritdoc/>
    public override int Values => 1;

    /// <inheritdoc/>
    public override void Compute(ReadOnlySpan<float> magnitudes, double binWidth, Span<float> values)
    {
        double total = 0, below = 0;
        foreach (float magnitude in magnitudes) total += magnitude;
        int bin = 0;
        for (; bin < magnitudes.Length - 1; bin++)
        {
            below += magnitudes[bin];
            if (below >= Share * total) break;
        }
        values[0] = (float)(bin * binWidth);
    }
}
