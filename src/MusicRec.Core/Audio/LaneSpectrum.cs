using MusicRec.Kernels;

namespace MusicRec.Audio;

/// <summary>Tables of a framed Fourier transform, and the transform of one group of frames, one frame a SIMD lane.
/// A frame's bits depend neither on its lane nor on its neighbours, so streaming, batch and any thread count agree to the bit.</summary>
internal sealed unsafe class LaneSpectrum
{
    private readonly FftPlan _plan;
    private readonly float[] _window, _split;
    private readonly bool _packed; // an even length: pairs of real samples make one complex point

    public LaneSpectrum(StftOptions options)
    {
        int n = options.FftLength, window = options.WindowLength ?? n;
        if (window > n) throw new ArgumentException($"WindowLength is {window}; it must not exceed FftLength, {n}.", nameof(options));
        Framing = new Framing(n, options.HopLength, options.Center, options.Padding);
        _packed = n % 2 == 0;
        _plan = new FftPlan(_packed ? n / 2 : n);
        _window = Window.Padded(options.Window, window, n);
        _split = _packed ? FftRealSplit.Twiddles(n / 2) : [];
    }

    public Framing Framing { get; }

    /// <summary>FftLength / 2 + 1.</summary>
    public int Bins => Framing.Length / 2 + 1;

    /// <summary>Floats that <see cref="Transform{V}"/> needs: room for all complex points of a group, then its frames.</summary>
    public int ScratchFloats(int lanes) => 2 * lanes * (_plan.Length + 1) + lanes * Framing.Length + lanes * lanes;

    /// <summary>Transforms frames <paramref name="first"/> .. first + V.Count - 1; frames beyond the last are zeros.</summary>
    /// <param name="samples">The whole signal.</param>
    /// <param name="first">First frame of the group.</param>
    /// <param name="frames">Frames of the whole signal.</param>
    /// <param name="z">Scratch; on return its start holds bins 0 .. Bins - 1, each V.Count real parts, then V.Count imaginary parts.</param>
    public void Transform<V>(ReadOnlySpan<float> samples, int first, int frames, float* z) where V : unmanaged, ISimd<V>
    {
        int lanes = V.Count, n = Framing.Length;
        float* rows = z + 2 * lanes * (_plan.Length + 1), block = rows + lanes * n;
        fixed (float* signal = samples, window = _window, split = _split)
        fixed (int* slots = _plan.Slots)
        {
            bool inside = first + lanes <= frames && Framing.Start(first) >= 0 && Framing.Start(first + lanes - 1) + n <= samples.Length;
            if (inside)
            {
                LaneGather.Run<V>(signal + Framing.Start(first), Framing.Hop, n, window, slots, _packed, z, block);
            }
            else
            {
                for (int lane = 0; lane < lanes; lane++)
                {
                    var row = new Span<float>(rows + lane * n, n);
                    if (first + lane < frames) Framing.Copy(samples, first + lane, row);
                    else row.Clear();
                }
                LaneGather.Run<V>(rows, n, n, window, slots, _packed, z, block);
            }
            FftLanes.Run<V>(_plan, z, z + lanes);
            if (_packed) FftRealSplit.Run<V>(n / 2, split, z);
        }
    }
}
