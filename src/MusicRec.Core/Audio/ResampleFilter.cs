namespace MusicRec.Audio;

/// <summary>The low-pass filter of the resampler: a Kaiser-windowed sinc (Kaiser 1974). With the lower of both rates' Nyquist frequencies as 1,
/// it passes 0 to 0.9137 and stops from 1 on by 127 dB. Time is measured in periods of the lower rate. Its band edges, its window and its length
/// are those measured on soxr's "HQ" recipe, librosa's resampler: its taps are within 1e-7 of these.</summary>
internal static class ResampleFilter
{
    private const double PassEnd = 0.9137437, StopDecibels = 127.4;

    private static readonly double Beta = 0.1102 * (StopDecibels - 8.7);

    /// <summary>Half its length, in periods of the lower rate; Kaiser's rule, (A - 7.95) / (2.285 dw) / 2 with dw = pi (1 - pass end), asks for
    /// 96.5.</summary>
    public const double HalfLength = 97.4;

    /// <summary>The impulse response at time t.</summary>
    public static double At(double t)
    {
        double u = t / HalfLength;
        if (Math.Abs(u) >= 1) return 0;
        double cutoff = (PassEnd + 1) / 2, x = Math.PI * cutoff * t;
        double sinc = Math.Abs(x) < 1e-9 ? 1 : Math.Sin(x) / x;
        return cutoff * sinc * Bessel0(Beta * Math.Sqrt(1 - u * u)) / Bessel0(Beta);
    }

    /// <summary>Modified Bessel function of order 0: sum of (x / 2)^2k / k!^2.</summary>
    internal static double Bessel0(double x)
    {
        double term = 1, sum = 1;
        for (int k = 1; term > 1e-18 * sum; k++)
        {
            term *= x / 2 / k * (x / 2 / k);
            sum += term;
        }
        return sum;
    }
}
