using MusicRec.Kernels;

namespace MusicRec.Audio;

/// <summary>Tables of a framed Fourier transform, and the transform of one group of frames, one frame a SIMD lane, there and back.
/// A frame's bits depend neither on its lane nor on its neighbours, so streaming, batch and any thread count agree to the bit.</summary>
internal sealed unsafe class LaneSpectrum
{
    private readonly FftPlan _plan;
    private readonly float[] _window, _split;
    private readonly bool _packed; // an even length: pairs of real samples make one complex point
    private readonly bool _mean;
    private readonly float _preemphasis;
    private readonly int _length; // of the transform

    public LaneSpectrum(StftOptions options)
    {
        int n = _length = options.FftLength;
        _window = Audio.Window.Frame(options);
        Framing = new Framing(_window.Length, options.HopLength, options.Center, options.Padding);
        (_mean, _preemphasis) = (options.RemoveMean, (float)options.Preemphasis);
        _packed = n % 2 == 0;
        _plan = new FftPlan(_packed ? n / 2 : n);
        _split = _packed ? FftRealSplit.Twiddles(n / 2) : [];
    }

    public Framing Framing { get; }

    /// <summary>Whether frames are changed before the window, so that the inverse does not give the signal back.</summary>
    public bool Filtered => _mean || _preemphasis != 0;

    /// <summary>The window of a frame.</summary>
    public ReadOnlySpan<float> Window => _window;

    /// <summary>FftLength / 2 + 1.</summary>
    public int Bins => _length / 2 + 1;

    /// <summary>Floats that <see cref="Transform{V}"/> and <see cref="Inverse{V}"/> need: all complex points of a group, then its frames.</summary>
    public int ScratchFloats(int lanes) => 2 * lanes * (_plan.Room + 1) + lanes * (_length + 2) + lanes * lanes;

    /// <summary>Transforms frames <paramref name="first"/> .. first + V.Count - 1; frames beyond the last are zeros.</summary>
    /// <param name="samples">The whole signal.</param>
    /// <param name="framing">Where its frames lie.</param>
    /// <param name="first">First frame of the group.</param>
    /// <param name="frames">Frames of the whole signal.</param>
    /// <param name="z">Scratch; on return its start holds bins 0 .. Bins - 1, each V.Count real parts, then V.Count imaginary parts.</param>
    public void Transform<V>(ReadOnlySpan<float> samples, Framing framing, int first, int frames, float* z) where V : unmanaged, ISimd<V>
    {
        int lanes = V.Count, n = framing.Length;
        float* rows = Rows(z, lanes), block = rows + lanes * (_length + 2);
        fixed (float* signal = samples, window = _window, split = _split)
        fixed (int* slots = _plan.Slots)
        {
            for (int p = _packed ? n / 2 : n; p < (_packed ? _length / 2 : _length); p++) Clear<V>(z + slots[p] * 2 * lanes); // zeros after the frame
            bool inside = !Filtered && first + lanes <= frames && framing.Start(first) >= 0 && framing.Start(first + lanes - 1) + n <= samples.Length;
            if (inside)
            {
                LaneGather.Run<V>(signal + framing.Start(first), framing.Hop, n, window, slots, _packed, z, block);
            }
            else
            {
                for (int lane = 0; lane < lanes; lane++)
                {
                    var row = new Span<float>(rows + lane * n, n);
                    if (first + lane < frames) framing.Copy(samples, first + lane, row);
                    else row.Clear();
                    if (Filtered) Filter(row);
                }
                LaneGather.Run<V>(rows, n, n, window, slots, _packed, z, block);
            }
            FftLanes.Run<V>(_plan, z, z + lanes);
            if (_packed) FftRealSplit.Run<V>(_length / 2, split, z);
        }
    }

    /// <summary>Spectra back to frames of samples, without a window: x[t] = (1 / n) sum_k X[k] exp(2 pi i k t / n).</summary>
    /// <param name="spectra">The first frame's bins, each its real, then its imaginary part; frames follow one another.</param>
    /// <param name="count">Frames, 1 to V.Count.</param>
    /// <param name="z">Scratch.</param>
    /// <returns>The frames, shape [V.Count, FftLength].</returns>
    public float* Inverse<V>(float* spectra, int count, float* z) where V : unmanaged, ISimd<V>
    {
        int lanes = V.Count, n = _length, values = 2 * Bins;
        float* rows = Rows(z, lanes);
        for (int b = 0; b < values; b++)
            for (int lane = 0; lane < lanes; lane++) rows[b * lanes + lane] = lane < count ? spectra[lane * values + b] : 0;
        fixed (float* split = _split)
        fixed (int* slots = _plan.Slots)
        {
            if (_packed) FftRealJoin.Even<V>(n / 2, split, rows, slots, z);
            else FftRealJoin.Odd<V>(n, rows, slots, z);
        }
        FftLanes.Run<V>(_plan, z + lanes, z); // the inverse: real and imaginary parts change places
        int step = _packed ? 1 : 2; // packed: re and im are samples 2t and 2t + 1; else im is nothing
        float scale = 1f / _plan.Length;
        for (int t = 0; t < n; t++)
            for (int lane = 0; lane < lanes; lane++) rows[lane * n + t] = scale * z[t * step * lanes + lane];
        return rows;
    }

    /// <summary>x[t] - mean, then x[t] - c x[t - 1].</summary>
    private void Filter(Span<float> frame)
    {
        double sum = 0;
        foreach (float x in frame) sum += x;
        float mean = _mean ? (float)(sum / frame.Length) : 0, before = frame[0] - mean;
        for (int t = 0; t < frame.Length; t++)
        {
            float now = frame[t] - mean;
            frame[t] = now - _preemphasis * before;
            before = now;
        }
    }

    private static void Clear<V>(float* point) where V : unmanaged, ISimd<V>
    {
        V.Store(point, default);
        V.Store(point + V.Count, default);
    }

    private float* Rows(float* z, int lanes) => z + 2 * lanes * (_plan.Room + 1);
}
