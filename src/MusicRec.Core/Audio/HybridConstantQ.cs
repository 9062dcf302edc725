using System.Buffers;

namespace MusicRec.Audio;

/// <summary>Hybrid constant-Q transform: the pseudo transform for the high bins, whose filters (rounded up to powers of two) are shorter than two
/// hops, and the full one below.</summary>
public sealed class HybridConstantQ : IFrontEnd
{
    private readonly ConstantQ? _low;
    private readonly PseudoConstantQ? _high;

    /// <summary>Makes the plan.</summary>
    /// <param name="sampleRate">Samples per second.</param>
    /// <param name="options">The filters; null for librosa's defaults. Gamma must be 0.</param>
    public HybridConstantQ(int sampleRate, ConstantQOptions? options = null)
    {
        Options = options ?? new();
        SampleRate = sampleRate;
        var bank = new ConstantQBank(sampleRate, Options);
        while (FullBins < Bins && bank.FftLength(FullBins, 0) >= 2 * HopLength) FullBins++;
        if (FullBins > 0) _low = new ConstantQ(sampleRate, Options with { Bins = FullBins });
        if (FullBins == Bins) return;
        double lowest = Options.MinFrequency * Math.Pow(2, (double)FullBins / Options.BinsPerOctave);
        _high = new PseudoConstantQ(sampleRate, Options with { Bins = Bins - FullBins, MinFrequency = lowest });
    }

    /// <summary>The filters' options.</summary>
    public ConstantQOptions Options { get; }

    /// <summary>Number of low bins that the full transform computes.</summary>
    public int FullBins { get; }

    /// <inheritdoc/>
    public int SampleRate { get; }

    /// <inheritdoc/>
    public int Bins => Options.Bins;

    /// <inheritdoc/>
    public int HopLength => Options.HopLength;

    /// <inheritdoc/>
    public int FrameCount(int samples) => _low?.FrameCount(samples) ?? _high!.FrameCount(samples);

    /// <inheritdoc/>
    public void Transform(ReadOnlySpan<float> samples, Span<float> frames)
    {
        int count = FrameCount(samples.Length);
        Require.Length(frames.Length, (long)count * Bins, nameof(frames));
        if (_low is not null) Part(_low, 0, samples, frames, count);
        if (_high is not null) Part(_high, FullBins, samples, frames, count);
    }

    private void Part(IFrontEnd part, int first, ReadOnlySpan<float> samples, Span<float> frames, int count)
    {
        int values = Framing.Values(count, part.Bins);
        float[] rented = ArrayPool<float>.Shared.Rent(values);
        var picture = rented.AsSpan(0, values);
        part.Transform(samples, picture);
        for (int f = 0; f < count; f++) picture.Slice(f * part.Bins, part.Bins).CopyTo(frames.Slice(f * Bins + first, part.Bins));
        ArrayPool<float>.Shared.Return(rented);
    }
}
