using System.Buffers;
using MusicRec.Kernels;

namespace MusicRec.Audio;

/// <summary>The sample rate halved with the filter h of <see cref="ResampleFilter"/>: y[i] = sum_k h(k / 2) / 2 x[2 i + k]. By overlap and save
/// (Stockham 1966): blocks of the signal overlap by the filter's length, the Fourier transform of a block is multiplied by the filter's real
/// gains and folded to half its length, and of the inverse the outputs are kept that no end of the block has touched. A pair of blocks are the real
/// and the imaginary part of one transform; an output's bits depend on its pair alone. Immutable.</summary>
internal sealed unsafe class Halving
{
    /// <summary>Samples before and behind an output that its block must hold, rounded up to let <see cref="Outputs"/> fill registers.</summary>
    public const int Reach = 208;

    /// <summary>Samples from one pair of blocks to the next.</summary>
    public const int Step = 2 * Spacing;

    /// <summary>Samples of a pair.</summary>
    public const int Window = Length + Spacing;

    /// <summary>Outputs of a pair.</summary>
    public const int Outputs = Step / 2;

    private const int Length = 2048; // samples of a block
    private const int Spacing = Length - 2 * Reach; // from one block to the next

    private readonly FftPlan _forward = new(Length), _back = new(Length / 2);
    private readonly int[] _rows = new int[Length];
    private readonly float[] _ones = new float[Length], _gains = new float[Length / 2 + 1];

    private Halving()
    {
        int taps = (int)Math.Ceiling(2 * ResampleFilter.HalfLength);
        if (taps > Reach) throw new InvalidOperationException($"A filter of {taps} samples to a side does not fit into blocks with {Reach}.");
        Array.Fill(_ones, 1);
        for (int t = 0; t < Length; t++) _rows[t] = 2 * _forward.Slots[t];
        for (int m = 0; m < _gains.Length; m++) // with the inverse transform's 1 / Length
        {
            double gain = ResampleFilter.At(0) / 2;
            for (int k = 1; k < taps; k++) gain += ResampleFilter.At(k / 2.0) * Math.Cos(2 * Math.PI * (k * m % Length) / Length);
            _gains[m] = (float)(gain / Length);
        }
    }

    /// <summary>The only one: it has no parameters.</summary>
    public static Halving Shared { get; } = new();

    /// <summary>Outputs at samples first, first + 2, ... of a signal that is zero outside.</summary>
    /// <param name="x">The signal.</param>
    /// <param name="first">Where the first output stands; may lie before the signal.</param>
    /// <param name="y">Filled.</param>
    public void Run(ReadOnlySpan<float> x, int first, Span<float> y)
    {
        switch (Simd.Width)
        {
            case 512: Run<Simd512>(x, first, y); break;
            case 256: Run<Simd256>(x, first, y); break;
            default: Run<Simd128>(x, first, y); break;
        }
    }

    internal void Run<V>(ReadOnlySpan<float> x, int first, Span<float> y) where V : unmanaged, ISimd<V>
    {
        int lanes = V.Count, points = 3 * Length * lanes, needed = (lanes - 1) * Step + Window;
        float[] rented = ArrayPool<float>.Shared.Rent(points + needed + lanes * lanes + 16);
        fixed (float* signal = x, memory = rented, to = y)
        {
            float* z = (float*)(((nint)memory + 63) & ~63), copy = z + points, block = copy + needed;
            for (int done = 0; done < y.Length; done += lanes * Outputs)
            {
                long start = first + 2L * done - Reach;
                bool inside = start >= 0 && start + needed <= x.Length;
                if (!inside) Copy(x, start, new Span<float>(copy, needed));
                Transform<V>(inside ? signal + start : copy, z, block);
                Store<V>(z + 2 * Length * lanes, to + done, y.Length - done);
            }
        }
        ArrayPool<float>.Shared.Return(rented);
    }

    private static void Copy(ReadOnlySpan<float> x, long start, Span<float> to)
    {
        to.Clear();
        int from = (int)Math.Clamp(start, 0, x.Length), end = (int)Math.Clamp(start + to.Length, 0, x.Length);
        if (end > from) x[from..end].CopyTo(to[(int)(from - start)..]);
    }

    /// <summary>V.Count pairs of blocks; their outputs, and what is not kept, begin at z + 2 Length V.Count.</summary>
    private void Transform<V>(float* from, float* z, float* block) where V : unmanaged, ISimd<V>
    {
        float* half = z + 2 * Length * V.Count;
        fixed (float* ones = _ones, gains = _gains)
        fixed (int* rows = _rows, slots = _back.Slots)
        {
            LaneGather.Run<V>(from, Step, Length, ones, rows, z, block);
            LaneGather.Run<V>(from + Spacing, Step, Length, ones, rows, z + V.Count, block);
            FftLanes.Run<V>(_forward, z, z + V.Count);
            FftFold.Run<V>(Length / 2, gains, z, slots, half);
            FftLanes.Run<V>(_back, half + V.Count, half); // the inverse: real and imaginary parts change places
        }
    }

    private static void Store<V>(float* half, float* y, int left) where V : unmanaged, ISimd<V>
    {
        int pairs = Math.Min(left / Outputs, V.Count), rest = pairs < V.Count ? left % Outputs : 0;
        for (int part = 0; part < 2; part++)
        {
            float* kept = half + (Reach + part) * V.Count, to = y + part * Outputs / 2;
            if (pairs > 0) FftFold.Store<V>(kept, Outputs / 2, to, Outputs, pairs);
            int last = Math.Clamp(rest - part * Outputs / 2, 0, Outputs / 2); // the last pair may be cut off
            if (last > 0) FftFold.Store<V>(kept + pairs, last, to + pairs * Outputs, Outputs, 1);
        }
    }
}
