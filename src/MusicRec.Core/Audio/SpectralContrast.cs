using System.Buffers;

namespace MusicRec.Audio;

/// <summary>Spectral contrast (Jiang et al. 2002): in each octave band, how far the mean of its largest magnitudes stands above the mean of its
/// smallest, as 10 log10 of their ratio. The bands are 0 to MinFrequency, then Octaves octaves; the last reaches half the sample rate.</summary>
public sealed class SpectralContrast : SpectralDescriptor
{
    private const double Least = 1e-10; // the smallest mean told apart

    /// <summary>Octave bands above the lowest band, 1 to 16. Default 6.</summary>
    public int Octaves { get; init => field = Require.Between(value, 1, 16); } = 6;

    /// <summary>Upper edge of the lowest band, in Hz. Default 200.</summary>
    public double MinFrequency { get; init => field = Require.Positive(value); } = 200;

    /// <summary>Share of a band's bins that are its peak, and its valley, strictly between 0 and 1; at least one bin. Default 0.02.</summary>
    public double Quantile { get; init => field = Require.Fraction(value); } = 0.02;

    /// <summary>True: the difference of the means; false (default): the ratio, in dB of 10 log10.</summary>
    public bool Linear { get; init; }

    /// <summary>Octaves + 1.</summary>
    public override int Values => Octaves + 1;

    internal override bool ReadsValleys => true;

    /// <inheritdoc/>
    public override void Check(int sampleRate, int fftLength)
    {
        double last = Low(Octaves), width = (double)sampleRate / fftLength;
        if (last >= sampleRate / 2.0)
            throw new ArgumentException(
                $"The last band begins at {last} Hz, at or above half the sample rate, {sampleRate / 2.0}; lower MinFrequency or Octaves.");
        for (int band = 0; band <= Octaves; band++)
        {
            var (first, end) = Band(band, fftLength / 2 + 1, width);
            if (end <= first)
                throw new ArgumentException(
                    $"The band from {Low(band)} Hz holds no bin of {width} Hz; raise FftLength or MinFrequency.");
        }
    }

    /// <inheritdoc/>
    public override void Compute(ReadOnlySpan<float> magnitudes, double binWidth, Span<float> values)
    {
        float[] rented = ArrayPool<float>.Shared.Rent(magnitudes.Length);
        for (int band = 0; band <= Octaves; band++)
        {
            var (first, end) = Band(band, magnitudes.Length, binWidth);
            var sorted = rented.AsSpan(0, end - first);
            magnitudes[first..end].CopyTo(sorted);
            sorted.Sort();
            int dropped = band < Octaves ? 1 : 0; // the share is of the band with its upper edge's bin
            int few = Math.Clamp((int)Math.Round(Quantile * (sorted.Length + dropped)), 1, sorted.Length);
            double valley = Mean(sorted[..few]), peak = Mean(sorted[^few..]);
            values[band] = (float)(Linear ? peak - valley : 10 * Math.Log10(Math.Max(Least, peak) / Math.Max(Least, valley)));
        }
        ArrayPool<float>.Shared.Return(rented);
    }

    /// <summary>Bins of a band: those in [low, high], with the one before it, without the last; the highest band takes all that are left.</summary>
    private (int First, int End) Band(int band, int bins, double width)
    {
        int first = band == 0 ? 0 : Math.Max(0, (int)Math.Ceiling(Low(band) / width) - 1);
        int end = band == Octaves ? bins : (int)Math.Min(bins, Math.Floor(Low(band + 1) / width));
        return (first, end);
    }

    private double Low(int band) => band == 0 ? 0 : MinFrequency * Math.Pow(2, band - 1);

    private static double Mean(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values) sum += value;
        return sum / values.Length;
    }
}
