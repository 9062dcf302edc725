using System.Collections.Concurrent;
using MusicRec.Kernels;

namespace MusicRec.Audio;

/// <summary>A front-end whose frames depend on their own samples only: groups of frames go through the Fourier transform, one frame a SIMD lane,
/// and through the derived class's steps; then back to rows. Scratch memory is kept for the next call.</summary>
public abstract unsafe class LaneFrontEnd : IFrontEnd
{
    private readonly ConcurrentBag<Scratch> _scratch = [];
    private readonly LaneSpectrum _spectrum;

    private protected LaneFrontEnd(int sampleRate, StftOptions stft)
    {
        SampleRate = Require.Positive(sampleRate);
        Stft = stft;
        _spectrum = new LaneSpectrum(stft);
    }

    /// <summary>How the signal is framed.</summary>
    public StftOptions Stft { get; }

    /// <inheritdoc/>
    public int SampleRate { get; }

    /// <inheritdoc/>
    public abstract int Bins { get; }

    /// <inheritdoc/>
    public int HopLength => Stft.HopLength;

    /// <summary>Bins of the spectrum: FftLength / 2 + 1.</summary>
    internal int SpectrumBins => _spectrum.Bins;

    /// <inheritdoc/>
    public int FrameCount(int samples) => _spectrum.Framing.Count(samples);

    /// <inheritdoc/>
    public void Transform(ReadOnlySpan<float> samples, Span<float> frames)
    {
        int count = FrameCount(samples.Length);
        Require.Length(frames.Length, (long)count * Bins, nameof(frames));
        switch (Simd.Width)
        {
            case 512: Groups<Simd512>(samples, frames, count); break;
            case 256: Groups<Simd256>(samples, frames, count); break;
            default: Groups<Simd128>(samples, frames, count); break;
        }
    }

    /// <summary>The derived class's steps: from the spectrum's lanes z to <see cref="Bins"/> lanes.</summary>
    /// <param name="z">SpectrumBins points, each V.Count real parts then V.Count imaginary parts; may be overwritten.</param>
    /// <param name="work">Scratch of (SpectrumBins + Bins) x V.Count floats.</param>
    /// <returns>Where the result stands, [Bins, V.Count].</returns>
    private protected abstract float* Steps<V>(float* z, float* work) where V : unmanaged, ISimd<V>;

    internal void Groups<V>(ReadOnlySpan<float> samples, Span<float> frames, int count) where V : unmanaged, ISimd<V>
    {
        int lanes = V.Count, work = _spectrum.ScratchFloats(lanes);
        if (!_scratch.TryTake(out var scratch)) scratch = new Scratch(work + (SpectrumBins + Bins) * lanes);
        fixed (float* to = frames)
        {
            for (int first = 0; first < count; first += lanes)
            {
                _spectrum.Transform<V>(samples, first, count, scratch.Pointer);
                float* values = Steps<V>(scratch.Pointer, scratch.Pointer + work);
                LaneStore.Run<V>(values, Bins, to + (nint)first * Bins, Bins, Math.Min(lanes, count - first));
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
