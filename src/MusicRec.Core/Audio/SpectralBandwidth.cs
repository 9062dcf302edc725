namespace MusicRec.Audio;

/// <summary>Spectral bandwidth of order p, in Hz: the weighted distance from the centroid c: (sum_k S_k |f_k - c|^p / sum_k S_k)^(1 / p);
/// 0 for silence.</summary>
public sealed class SpectralBandwidth : SpectralDescriptor
{
    /// <summary>The order p, above 0. Default 2, a standard deviation.</summary>
    public double Power { get; init => field = Require.Positive(value); } = 2;

    /// <inheritdoc/>
    public override int Values => 1;

    /// <inheritdoc/>
    public override void Compute(ReadOnlySpan<float> magnitudes, double binWidth, Span<float> values)
    {
        double centre = SpectralCentroid.MeanBin(magnitudes, out double total), sum = 0;
        for (int k = 0; k < magnitudes.Length; k++)
        {
            double distance = Math.Abs(k - centre);
            sum += magnitudes[k] * (Power == 2 ? distance * distance : Math.Pow(distance, Power));
        }
        values[0] = total == 0 ? 0 : (float)(binWidth * Math.Pow(sum / total, 1 / Power));
    }
}
