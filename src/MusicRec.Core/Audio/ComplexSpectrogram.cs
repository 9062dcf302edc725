using MusicRec.Kernels;

namespace MusicRec.Audio;

/// <summary>The short-time Fourier transform and its inverse: X[f, k] = sum_t w[t] x[start(f) + t] exp(-2 pi i k t / n), k in 0 .. n / 2.
/// Each bin is two values, its real and its imaginary part; so a frame is FftLength / 2 + 1 pairs.</summary>
public sealed unsafe class ComplexSpectrogram : LaneFrontEnd
{
    private const double Nothing = 1e-10; // a sum of squared windows below this is no window at all

    /// <summary>Makes the plan.</summary>
    /// <param name="sampleRate">Samples per second.</param>
    /// <param name="stft">Framing and window; null for librosa's defaults.</param>
    public ComplexSpectrogram(int sampleRate, StftOptions? stft = null) : base(sampleRate, stft ?? new()) { }

    /// <summary>Values per frame: 2 (FftLength / 2 + 1).</summary>
    public override int Bins => 2 * SpectrumBins;

    /// <summary>The signal of these frames by weighted overlap-add (Griffin, Lim 1984): x = sum_f w x_f / sum_f w^2, the signal whose transform is
    /// nearest to the frames in squared error, and the original where they are the transform of one. A sample that no window covers is 0.</summary>
    /// <param name="frames">Shape [frames, Bins], as <see cref="LaneFrontEnd.Transform"/> gives them.</param>
    /// <param name="samples">Filled; its length is the length of the signal wanted, often that of the original.</param>
    /// <exception cref="InvalidOperationException">Frames lose their mean or are pre-emphasised: there is no inverse.</exception>
    public void Inverse(ReadOnlySpan<float> frames, Span<float> samples)
    {
        Require.Length(frames.Length % Bins, 0, nameof(frames));
        if (Spectrum.Filtered)
            throw new InvalidOperationException("There is an inverse only without RemoveMean and Preemphasis, which change the frames.");
        switch (Simd.Width)
        {
            case 512: Inverse<Simd512>(frames, samples); break;
            case 256: Inverse<Simd256>(frames, samples); break;
            default: Inverse<Simd128>(frames, samples); break;
        }
    }

    private protected override float* Steps<V>(float* z, float* work)
    {
        Spectrum.Split<V>(z);
        return z;
    }

    internal void Inverse<V>(ReadOnlySpan<float> frames, Span<float> samples) where V : unmanaged, ISimd<V>
    {
        int count = frames.Length / Bins, n = Spectrum.Framing.Length;
        var scratch = GC.AllocateUninitializedArray<float>(Spectrum.ScratchFloats(V.Count), pinned: true);
        var weight = new double[samples.Length];
        samples.Clear();
        fixed (float* z = scratch, spectra = frames)
        {
            for (int first = 0; first < count; first += V.Count)
            {
                int group = Math.Min(V.Count, count - first);
                float* rows = Spectrum.Inverse<V>(spectra + (nint)first * Bins, group, z);
                for (int lane = 0; lane < group; lane++)
                    Add(new(rows + lane * Stft.FftLength, n), Spectrum.Framing.Start(first + lane), samples, weight);
            }
        }
        for (int t = 0; t < samples.Length; t++)
            if (weight[t] > Nothing) samples[t] = (float)(samples[t] / weight[t]);
    }

    private void Add(ReadOnlySpan<float> frame, long start, Span<float> samples, double[] weight)
    {
        var window = Spectrum.Window;
        int from = (int)Math.Max(0, -start), to = (int)Math.Min(frame.Length, samples.Length - start);
        for (int t = from; t < to; t++)
        {
            samples[(int)(start + t)] += window[t] * frame[t];
            weight[start + t] += (double)window[t] * window[t];
        }
    }
}
