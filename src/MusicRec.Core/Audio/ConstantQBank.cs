using System.Numerics;

namespace MusicRec.Audio;

/// <summary>Centre frequencies and lengths of the wavelets, and their spectra. With r = 2^(1 / bins per octave) and alpha = (r^2 - 1) / (r^2 + 1),
/// filter k has bandwidth alpha f[k] + gamma and length L[k] = scale rate / (alpha f[k] + gamma) samples; all in double.</summary>
internal sealed class ConstantQBank
{
    private const int MaxLength = 1 << 22;

    private readonly ConstantQOptions _options;
    private readonly int _rate;

    public ConstantQBank(int sampleRate, ConstantQOptions options)
    {
        (_rate, _options) = (Require.Positive(sampleRate), options);
        double r = Math.Pow(2, 2.0 / options.BinsPerOctave), alpha = (r - 1) / (r + 1), gamma = options.Gamma ?? 24.7 * alpha / 0.108;
        (Frequencies, Lengths) = (new double[options.Bins], new double[options.Bins]);
        for (int k = 0; k < options.Bins; k++)
        {
            Frequencies[k] = options.MinFrequency * Math.Pow(2, (k + options.Tuning) / options.BinsPerOctave);
            Lengths[k] = options.FilterScale * sampleRate / (alpha * Frequencies[k] + gamma);
        }
        double bandwidth = NoiseBandwidth(options.Window) * alpha / options.FilterScale;
        Cutoff = Frequencies[^1] * (1 + bandwidth / 2) + gamma / 2;
        if (Cutoff > sampleRate / 2.0)
        {
            throw new ArgumentException($"The top filter, at {Frequencies[^1]:f1} Hz, reaches {Cutoff:f1} Hz; "
                + $"half the sample rate is {sampleRate / 2.0:f1} Hz. "
                + "Use fewer bins, a lower MinFrequency or a higher sample rate.", nameof(options));
        }
        if (Lengths[0] > MaxLength || Lengths[^1] < 2)
        {
            throw new ArgumentException($"The filters are {Lengths[0]:g6} down to {Lengths[^1]:g6} samples long; {MaxLength} down to 2 are possible. "
                + "Change MinFrequency or FilterScale.", nameof(options));
        }
    }

    /// <summary>Centre frequencies in Hz, ascending.</summary>
    public double[] Frequencies { get; }

    /// <summary>Lengths in samples at the signal's rate, not rounded.</summary>
    public double[] Lengths { get; }

    /// <summary>Upper edge of the top filter in Hz.</summary>
    public double Cutoff { get; }

    /// <summary>Length of the Fourier transform that holds filter <paramref name="bin"/> at a rate divided by 2^level: the next power of
    /// two.</summary>
    public int FftLength(int bin, int level) => 1 << (int)Math.Ceiling(Math.Log2(Math.Max(2, Lengths[bin] / (1 << level))));

    /// <summary>Spectrum B of filter <paramref name="bin"/> for a signal decimated <paramref name="level"/> times, bins 0 .. length / 2: the response
    /// to a frame with spectrum X is sum_k B[k] X[k]. The wavelet has absolute sum 1 and the centre length / 2; its gain, L / length, is
    /// included.</summary>
    public Complex[] Spectrum(int bin, int level, int length, WaveletRate drawn)
    {
        int factor = drawn == WaveletRate.Signal ? 1 << level : 1, drawnLevel = drawn == WaveletRate.Signal ? 0 : level;
        var wavelet = Wavelet(bin, drawnLevel, length * factor);
        SpectrumInPlace.Transform(wavelet);
        var spectrum = wavelet.AsSpan(0, length / 2 + 1).ToArray();
        for (int k = 0; k < spectrum.Length; k++) spectrum[k] *= Lengths[bin] / length;
        Sparsify(spectrum);
        return spectrum;
    }

    /// <summary>w[t] exp(2 pi i f t / rate) for t = floor(-L / 2) .. floor(L / 2) - 1, divided by the sum of w, centred in <paramref name="length"/>
    /// points.</summary>
    private Complex[] Wavelet(int bin, int level, int length)
    {
        double rate = (double)_rate / (1 << level), half = Lengths[bin] / (1 << level) / 2;
        int first = (int)Math.Floor(-half), count = (int)Math.Floor(half) - first;
        double[] window = Window.Make(_options.Window, count);
        double sum = window.Sum();
        var wavelet = new Complex[length];
        for (int t = 0; t < count; t++)
            wavelet[(length - count) / 2 + t] = Complex.FromPolarCoordinates(window[t] / sum, 2 * Math.PI * Frequencies[bin] * (first + t) / rate);
        return wavelet;
    }

    /// <summary>Zeroes the smallest values, as many as together stay below the given share of the absolute sum.</summary>
    private void Sparsify(Complex[] spectrum)
    {
        double[] sorted = Array.ConvertAll(spectrum, Complex.Abs);
        Array.Sort(sorted);
        double budget = _options.Sparsity * sorted.Sum(), sum = 0;
        int kept = 0;
        while (kept < sorted.Length - 1 && (sum += sorted[kept]) < budget) kept++;
        for (int k = 0; k < spectrum.Length; k++)
            if (Complex.Abs(spectrum[k]) < sorted[kept]) spectrum[k] = 0;
    }

    /// <summary>Equivalent noise bandwidth of a window in bins: n sum w^2 / (sum w)^2.</summary>
    private static double NoiseBandwidth(WindowShape shape)
    {
        double[] window = Window.Make(shape, 1024);
        double sum = window.Sum();
        return window.Length * window.Sum(w => w * w) / (sum * sum);
    }
}
