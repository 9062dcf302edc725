using MusicRec.Kernels;

namespace MusicRec.Audio;

/// <summary>The filters of one octave as one matrix: a frame of N samples times [N, 2 Bins] gives the real parts of all bins, then the imaginary
/// parts. Column b holds g[t] = sum_k B[k] exp(-2 pi i k t / N), with which sum_k B[k] X[k] = sum_t g[t] x[t]: no Fourier transform is left, and
/// frames, which overlap, are rows of the signal itself.</summary>
internal sealed unsafe class ConstantQOctave
{
    private readonly float[] _matrix;

    public ConstantQOctave(ConstantQBank bank, ConstantQOptions options, int first, int bins, int level)
    {
        (First, Bins, Level, Length) = (first, bins, level, bank.FftLength(first, level));
        Stride = FrameProducts.Stride(2 * bins);
        _matrix = GC.AllocateArray<float>(Length * Stride, pinned: true);
        for (int b = 0; b < bins; b++)
        {
            var g = new System.Numerics.Complex[Length];
            bank.Spectrum(first + b, level, Length, options.WaveletRate).CopyTo(g, 0);
            SpectrumInPlace.Transform(g);
            double gain = options.ScaleByLength ? 1 / Math.Sqrt(bank.Lengths[first + b]) : 1;
            for (int t = 0; t < Length; t++)
                (_matrix[t * Stride + b], _matrix[t * Stride + bins + b]) = ((float)(g[t].Real * gain), (float)(g[t].Imaginary * gain));
        }
    }

    /// <summary>Lowest bin.</summary>
    public int First { get; }

    /// <summary>Number of bins.</summary>
    public int Bins { get; }

    /// <summary>How often the signal has been halved.</summary>
    public int Level { get; }

    /// <summary>Samples a frame, N.</summary>
    public int Length { get; }

    /// <summary>Floats from the responses of one frame to those of the next.</summary>
    public int Stride { get; }

    /// <summary>Responses of frames that start at <paramref name="from"/>, from + hop, ...: [frames, Stride].</summary>
    public void Respond(float* from, int hop, int frames, float* responses)
    {
        fixed (float* matrix = _matrix)
        {
            switch (Simd.Width)
            {
                case 512: FrameProducts.Run<Simd512>(from, hop, frames, Length, matrix, Stride, responses); break;
                case 256: FrameProducts.Run<Simd256>(from, hop, frames, Length, matrix, Stride, responses); break;
                default: FrameProducts.Run<Simd128>(from, hop, frames, Length, matrix, Stride, responses); break;
            }
        }
    }

    /// <summary>Magnitudes of such responses, at this octave's place in rows of <paramref name="stride"/> bins.</summary>
    public void Magnitude(float* responses, int frames, float* rows, int stride)
    {
        switch (Simd.Width)
        {
            case 512: Magnitudes.Run<Simd512>(responses, Stride, frames, Bins, rows + First, stride); break;
            case 256: Magnitudes.Run<Simd256>(responses, Stride, frames, Bins, rows + First, stride); break;
            default: Magnitudes.Run<Simd128>(responses, Stride, frames, Bins, rows + First, stride); break;
        }
    }

    /// <summary>Such responses as pairs of real and imaginary part, at this octave's place in rows of <paramref name="stride"/> bins.</summary>
    public void Interleave(float* responses, int frames, float* rows, int stride)
    {
        for (int f = 0; f < frames; f++, responses += Stride)
        {
            float* to = rows + 2 * ((nint)f * stride + First);
            for (int b = 0; b < Bins; b++) (to[2 * b], to[2 * b + 1]) = (responses[b], responses[Bins + b]);
        }
    }
}
