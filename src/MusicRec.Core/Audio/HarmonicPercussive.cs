namespace MusicRec.Audio;

/// <summary>Harmonic-percussive separation by median filters (Fitzgerald 2010; Driedger, Mueller, Disch 2014): the median over time of each bin
/// keeps what lasts, H; the median over bins of each frame keeps what is broad, P; soft masks share the spectrogram out:
/// H^p / (H^p + (margin P)^p), and the same for P. Masks of margin 1 add up to 1.</summary>
public sealed record HarmonicPercussive
{
    /// <summary>Frames of the median over time, 1 to 1023. Default 31.</summary>
    public int HarmonicWidth { get; init => field = Require.Between(value, 1, 1023); } = 31;

    /// <summary>Bins of the median over frequency, 1 to 1023. Default 31.</summary>
    public int PercussiveWidth { get; init => field = Require.Between(value, 1, 1023); } = 31;

    /// <summary>Exponent p of the masks; infinity for binary masks. Default 2.</summary>
    public double Power { get; init => field = double.IsPositiveInfinity(value) ? value : Require.Positive(value); } = 2;

    /// <summary>How far H must exceed P, 1 or more. Default 1.</summary>
    public double HarmonicMargin { get; init => field = Margin(value); } = 1;

    /// <summary>How far P must exceed H, 1 or more. Default 1.</summary>
    public double PercussiveMargin { get; init => field = Margin(value); } = 1;

    /// <summary>Computes both masks of a whole clip.</summary>
    /// <param name="magnitudes">Not negative and finite, shape [frames, bins].</param>
    /// <param name="bins">Bins a frame.</param>
    /// <param name="harmonic">Filled, the same shape, in [0, 1].</param>
    /// <param name="percussive">Filled, the same shape, in [0, 1].</param>
    public void Masks(ReadOnlySpan<float> magnitudes, int bins, Span<float> harmonic, Span<float> percussive)
    {
        Require.Positive(bins);
        Require.Length(magnitudes.Length % bins, 0, nameof(magnitudes));
        Require.Length(harmonic.Length, magnitudes.Length, nameof(harmonic));
        Require.Length(percussive.Length, magnitudes.Length, nameof(percussive));
        FiniteSamples.Require(magnitudes, 0, "the magnitudes");
        int frames = magnitudes.Length / bins;
        for (int k = 0; k < bins && frames > 0; k++) RunningMedian.Run(magnitudes[k..], bins, frames, HarmonicWidth, harmonic[k..]);
        for (int f = 0; f < frames; f++) RunningMedian.Run(magnitudes[(f * bins)..], 1, bins, PercussiveWidth, percussive[(f * bins)..]);
        float none = HarmonicMargin == 1 && PercussiveMargin == 1 ? 0.5f : 0;
        for (int i = 0; i < harmonic.Length; i++)
        {
            double h = harmonic[i], p = percussive[i];
            (harmonic[i], percussive[i]) = (Mask(h, p * HarmonicMargin, none), Mask(p, h * PercussiveMargin, none));
        }
    }

    private float Mask(double wanted, double other, float none)
    {
        if (double.IsPositiveInfinity(Power)) return wanted > other ? 1 : 0;
        double most = Math.Max(wanted, other);
        if (most < 1.1754944e-38) return none;
        double x = Math.Pow(wanted / most, Power), y = Math.Pow(other / most, Power);
        return (float)(x / (x + y));
    }

    private static double Margin(double value) => double.IsFinite(value) ? Require.Between(value, 1, double.MaxValue) :
        throw new ArgumentOutOfRangeException(nameof(value), value, "A margin must be finite, 1 or more.");
}
