namespace MusicRec.Audio;

/// <summary>Spectral centroid, in Hz: the mean frequency, each bin weighted by its magnitude: sum_k f_k S_k / sum_k S_k; 0 for silence.</summary>
public sealed class SpectralCentroid : SpectralDescriptor
{
    /// <inheritdoc/>
    public override int Values => 1;

    /// <inheritdoc/>
    public override void Compute(ReadOnlySpan<float> magnitudes, double binWidth, Span<float> values) =>
        values[0] = (float)(binWidth * MeanBin(magnitudes, out _));

    /// <summary>sum_k k S_k / sum_k S_k, and the sum below; 0 for silence.</summary>
    internal static double MeanBin(ReadOnlySpan<float> magnitudes, out double total)
    {
        double moment = 0;
        total = 0;
        for (int k = 0; k < magnitudes.Length; k++)
        {
            total += magnitudes[k];
            moment += k * (double)magnitudes[k];
        }
        return total == 0 ? 0 : moment / total;
    }
}
