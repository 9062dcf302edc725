using System.Buffers;

namespace MusicRec.Audio;

/// <summary>Any number of <see cref="SpectralDescriptor"/>s of one magnitude spectrogram, side by side in each frame: the Fourier transform is
/// done once for all of them, and once more, in double, for <see cref="SpectralContrast"/>.</summary>
/// <example><code>
/// var plan = new SpectralDescriptors(22050, new(), new SpectralCentroid(), new SpectralRolloff { Share = 0.95 }, new SpectralContrast());
/// </code></example>
public sealed class SpectralDescriptors : IFramewise
{
    private const int Group = 64; // frames transformed at a time: a multiple of every register's lanes

    private readonly Spectrogram _spectrogram;
    private readonly DoubleSpectrum? _double;
    private readonly SpectralDescriptor[] _descriptors;

    /// <summary>Makes the plan.</summary>
    /// <param name="sampleRate">Samples per second.</param>
    /// <param name="stft">Framing and window; null for librosa's defaults.</param>
    /// <param name="descriptors">The measures, at least one; their values stand in a frame in this order.</param>
    /// <exception cref="ArgumentException">There are none, or one has no meaning at this rate and length.</exception>
    public SpectralDescriptors(int sampleRate, StftOptions? stft, params ReadOnlySpan<SpectralDescriptor> descriptors)
    {
        _spectrogram = new Spectrogram(sampleRate, stft, magnitude: true);
        _descriptors = descriptors.ToArray();
        Require.Positive(_descriptors.Length, nameof(descriptors));
        foreach (var descriptor in _descriptors)
        {
            Require.NotNull(descriptor, nameof(descriptors)).Check(sampleRate, Stft.FftLength);
            Bins += descriptor.Values;
        }
        if (_descriptors.Any(descriptor => descriptor.ReadsValleys)) _double = new DoubleSpectrum(Stft, _spectrogram.Spectrum);
    }

    /// <summary>How the signal is framed.</summary>
    public StftOptions Stft => _spectrogram.Stft;

    /// <inheritdoc/>
    public int SampleRate => _spectrogram.SampleRate;

    /// <summary>Values of all descriptors together.</summary>
    public int Bins { get; }

    /// <inheritdoc/>
    public int HopLength => _spectrogram.HopLength;

    /// <inheritdoc/>
    public int FrameCount(int samples) => _spectrogram.FrameCount(samples);

    /// <inheritdoc/>
    public void Transform(ReadOnlySpan<float> samples, Span<float> frames)
    {
        int count = FrameCount(samples.Length);
        Require.Length(frames.Length, (long)count * Bins, nameof(frames));
        FiniteSamples.Require(samples);
        Part(samples, _spectrogram.Spectrum.Framing, 0, count, frames);
    }

    Framing IFramewise.Framing => _spectrogram.Spectrum.Framing;

    string? IFramewise.NeedsWholeClip => null;

    void IFramewise.Transform(ReadOnlySpan<float> samples, Framing framing, int first, int total, Span<float> frames) =>
        Part(samples, framing, first, total, frames);

    private void Part(ReadOnlySpan<float> samples, Framing framing, int first, int total, Span<float> frames)
    {
        int count = frames.Length / Bins, width = _spectrogram.Bins;
        double binWidth = (double)SampleRate / Stft.FftLength;
        bool single = Array.Exists(_descriptors, descriptor => !descriptor.ReadsValleys);
        float[] rented = ArrayPool<float>.Shared.Rent(Group * width), exact = ArrayPool<float>.Shared.Rent(_double is null ? 0 : Group * width);
        for (int done = 0; done < count; done += Group)
        {
            var spectra = rented.AsSpan(0, Math.Min(Group, count - done) * width);
            if (single) _spectrogram.Part(samples, framing, first + done, total, spectra);
            _double?.Part(samples, framing, first + done, exact.AsSpan(0, spectra.Length));
            for (int f = 0; f < spectra.Length / width; f++)
            {
                int at = (done + f) * Bins;
                foreach (var descriptor in _descriptors)
                {
                    var magnitudes = descriptor.ReadsValleys ? exact.AsSpan(f * width, width) : spectra.Slice(f * width, width);
                    descriptor.Compute(magnitudes, binWidth, frames.Slice(at, descriptor.Values));
                    at += descriptor.Values;
                }
            }
        }
        ArrayPool<float>.Shared.Return(rented);
        ArrayPool<float>.Shared.Return(exact);
    }
}
