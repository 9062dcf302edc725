using System.Collections.Concurrent;
using MusicRec.Kernels;

namespace MusicRec.Audio;

/// <summary>A front-end whose frames depend on their own samples only: groups of frames go through the Fourier transform, one frame a SIMD lane,
/// and through the derived class's steps; then back to rows. Scratch memory is kept for the next call.</summary>
public abstract unsafe class LaneFrontEnd : IFramewise
{
    private readonly ConcurrentBag<Scratch> _scratch = [];

    private protected LaneFrontEnd(int sampleRate, StftOptions stft)
    {
        SampleRate = Require.Positive(sampleRate);
        Stft = stft;
        Spectrum = new LaneSpectrum(stft);
    }

    /// <summary>How the signal is framed.</summary>
    public StftOptions Stft { get; }

    /// <inheritdoc/>
    public int SampleRate { get; }

    /// <inheritdoc/>
    public abstract int Bins { get; }

    /// <inheritdoc/>
    public int HopLength => Stft.HopLength;

    internal LaneSpectrum Spectrum { get; }

    /// <summary>Bins of the spectrum: FftLength / 2 + 1.</summary>
    internal int SpectrumBins => Spectrum.Bins;

    /// <inheritdoc/>
    public int FrameCount(int samples) => Spectrum.Framing.Count(samples);

    /// <inheritdoc/>
    public void Transform(ReadOnlySpan<float> samples, Span<float> frames)
    {
        int count = FrameCount(samples.Length);
        Require.Length(frames.Length, (long)count * Bins, nameof(frames));
        FiniteSamples.Require(samples);
        Part(samples, Spectrum.Framing, 0, count, frames);
    }

    Framing IFramewise.Framing => Spectrum.Framing;

    string? IFramewise.NeedsWholeClip => null;

    void IFramewise.Transform(ReadOnlySpan<float> samples, Framing framing, int first, int total, Span<float> frames) =>
        Part(samples, framing, first, total, frames);

    internal void Part(ReadOnlySpan<float> samples, Framing framing, int first, int total, Span<float> frames)
    {
        switch (Simd.Width)
        {
            case 512: Groups<Simd512>(samples, framing, first, total, frames); break;
            case 256: Groups<Simd256>(samples, framing, first, total, frames); break;
            default: Groups<Simd128>(samples, framing, first, total, frames); break;
        }
    }

    /// <summary>The derived class's steps; <see cref="LaneSpectrum.Split{V}"/> or <see cref="LaneSpectrum.Power{V}"/> is the first.</summary>
    /// <param name="z">What <see cref="LaneSpectrum.Transform{V}"/> leaves; may be overwritten.</param>
    /// <param name="work">Scratch of (SpectrumBins + Bins) x V.Count floats.</param>
    /// <returns>Where the result stands, [Bins, V.Count].</returns>
    private protected abstract float* Steps<V>(float* z, float* work) where V : unmanaged, ISimd<V>;

    internal void Groups<V>(ReadOnlySpan<float> samples, Framing framing, int first, int total, Span<float> frames) where V : unmanaged, ISimd<V>
    {
        int lanes = V.Count, work = Simd.Pad(Spectrum.ScratchFloats(lanes)), count = frames.Length / Bins;
        if (!_scratch.TryTake(out var scratch)) scratch = new Scratch(work + (SpectrumBins + Bins) * lanes);
        fixed (float* to = frames)
        {
            for (int done = 0; done < count; done += lanes)
            {
                Spectrum.Transform<V>(samples, framing, first + done, total, scratch.Pointer);
                float* values = Steps<V>(scratch.Pointer, scratch.Pointer + work);
                LaneStore.Run<V>(values, Bins, to + (nint)done * Bins, Bins, Math.Min(lanes, count - done));
            }
        }
        _scratch.Add(scratch);
    }

    private sealed class Scratch(int floats)
    {
        private readonly float[] _memory = GC.AllocateUninitializedArray<float>(floats + 16, pinned: true);

        public float* Pointer
        {
            get
            {
                fixed (float* p = _memory) return (float*)(((nint)p + 63) & ~63);
            }
        }
    }
}
