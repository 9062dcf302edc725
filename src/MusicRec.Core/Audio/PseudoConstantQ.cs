using System.Numerics;
using MusicRec.Kernels;

namespace MusicRec.Audio;

/// <summary>Pseudo constant-Q transform: magnitudes of one short-time Fourier transform with a periodic Hann window, as long as the longest filter
/// needs, weighted by the magnitudes of the filters' spectra. Cheap where filters are short; without phases, it blurs long ones.</summary>
public sealed unsafe class PseudoConstantQ : LaneFrontEnd
{
    private readonly ConstantQBank _bank;
    private readonly int[] _starts, _offsets;
    private readonly float[] _weights;

    /// <summary>Makes the plan.</summary>
    /// <param name="sampleRate">Samples per second.</param>
    /// <param name="options">The filters; null for librosa's defaults. Gamma must be 0.</param>
    public PseudoConstantQ(int sampleRate, ConstantQOptions? options = null)
        : this(options ?? new(), new ConstantQBank(sampleRate, options ?? new()), sampleRate)
    {
    }

    private PseudoConstantQ(ConstantQOptions options, ConstantQBank bank, int sampleRate) : base(sampleRate, Framing(options, bank))
    {
        (Options, _bank) = (options, bank);
        int n = Stft.FftLength;
        (_starts, _offsets) = (new int[options.Bins], new int[options.Bins + 1]);
        var weights = new List<float>();
        for (int bin = 0; bin < options.Bins; bin++)
        {
            Complex[] spectrum = bank.Spectrum(bin, 0, n, WaveletRate.Signal);
            double gain = options.ScaleByLength ? 1 / Math.Sqrt(n) : Math.Sqrt(bank.Lengths[bin] / n);
            int first = Array.FindIndex(spectrum, b => b != 0), last = Array.FindLastIndex(spectrum, b => b != 0);
            _starts[bin] = first;
            for (int k = first; k <= last; k++) weights.Add((float)(gain * Complex.Abs(spectrum[k])));
            _offsets[bin + 1] = weights.Count;
        }
        _weights = [.. weights];
    }

    /// <summary>The filters' options.</summary>
    public ConstantQOptions Options { get; }

    /// <inheritdoc/>
    public override int Bins => Options.Bins;

    /// <summary>Centre frequencies in Hz, ascending, shape [Bins].</summary>
    public ReadOnlySpan<double> Frequencies => _bank.Frequencies;

    private protected override float* Steps<V>(float* z, float* work)
    {
        float* bands = work + SpectrumBins * V.Count;
        Spectrum.Power<V>(z, work, root: true);
        fixed (int* starts = _starts, offsets = _offsets)
        fixed (float* weights = _weights)
            LaneBands.Run<V>(starts, offsets, weights, Bins, work, bands);
        return bands;
    }

    private static StftOptions Framing(ConstantQOptions options, ConstantQBank bank)
    {
        if (options.Gamma != 0)
            throw new ArgumentException("A pseudo constant-Q transform has Gamma 0; use ConstantQ for a variable-Q transform.", nameof(options));
        int twoHops = 1 << Math.Min(20, 1 + (int)Math.Ceiling(Math.Log2(options.HopLength)));
        return new StftOptions { FftLength = Math.Max(bank.FftLength(0, 0), twoHops), HopLength = options.HopLength };
    }
}
