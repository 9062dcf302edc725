using MusicRec.Kernels;

namespace MusicRec.Audio;

/// <summary>Tables of a framed Fourier transform, and the transform of one group of frames, one frame a SIMD lane, there and back.
/// A frame's bits depend neither on its lane nor on its neighbours, so streaming, batch and any thread count agree to the bit.</summary>
internal sealed unsafe class LaneSpectrum
{
    private readonly FftPlan _plan;
    private readonly float[] _window, _split;
    private readonly int[] _rows; // where the transform wants each sample of a frame
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
        _rows = new int[_window.Length];
        for (int t = 0; t < _rows.Length; t++) _rows[t] = _packed ? 2 * _plan.Slots[t / 2] + t % 2 : 2 * _plan.Slots[t];
    }

    public Framing Framing { get; }

    /// <summary>Whether frames are changed before the window, so that the inverse does not give the signal back.</summary>
    public bool Filtered => _mean || _preemphasis != 0;

    /// <summary>The window of a frame.</summary>
    public ReadOnlySpan<float> Window => _window;

    /// <summary>FftLength / 2 + 1.</summary>
    public int Bins => _length / 2 + 1;

    /// <summary>Floats that <see cref="Transform{V}"/> and <see cref="Inverse{V}"/> need: all complex points of a group, then its frames.</summary>
    public int ScratchFloats(int lanes) => 2 * lanes * (_plan.Room + 1) + lanes * (_length + 2) + 8 * lanes * lanes;

    /// <summary>Transforms frames <paramref name="first"/> .. first + V.Count - 1; frames beyond the last are zeros.
    /// <see cref="Split{V}"/> or <see cref="Power{V}"/> makes bins of what it leaves.</summary>
    /// <param name="samples">The whole signal.</param>
    /// <param name="framing">Where its frames lie.</param>
    /// <param name="first">First frame of the group.</param>
    /// <param name="frames">Frames of the whole signal.</param>
    /// <param name="z">Scratch; on return its start holds the points of the complex transform.</param>
    public void Transform<V>(ReadOnlySpan<float> samples, Framing framing, int first, int frames, float* z) where V : unmanaged, ISimd<V>
    {
        int lanes = V.Count, n = framing.Length;
        float* rows = Rows(z, lanes), block = rows + lanes * (_length + 2);
        fixed (float* signal = samples, window = _window)
        fixed (int* to = _rows)
        {
            if (!_packed || n < _length) LaneGather.Clear<V>(z, 0, 2 * _plan.Slots.Length, 1); // imaginary parts, and zeros after the frame
            bool inside = !Filtered && first + lanes <= frames && framing.Start(first) >= 0 && framing.Start(first + lanes - 1) + n <= samples.Length;
            if (inside)
            {
                Gather<V>(signal + framing.Start(first), framing.Hop, window, to, z, block);
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
                Gather<V>(rows, n, window, to, z, block);
            }
        }
    }

    private void Gather<V>(float* x, nint stride, float* window, int* to, float* z, float* block) where V : unmanaged, ISimd<V>
    {
        int done = 0;
        if (_packed && _window.Length == _length && LaneGather.Joins<V>(_plan)) done = LaneGather.First<V>(x, stride, _plan, window, to, z, block);
        else LaneGather.Run<V>(x, stride, _window.Length, window, to, z, block);
        FftLanes.Run<V>(_plan, z, z + V.Count, done);
    }

    /// <summary>After <see cref="Transform{V}"/>: the bins, in place, each V.Count real parts, then V.Count imaginary parts.</summary>
    public void Split<V>(float* z) where V : unmanaged, ISimd<V>
    {
        fixed (float* split = _split)
            if (_packed) FftRealSplit.Run<V>(_length / 2, split, z);
    }

    /// <summary>After <see cref="Transform{V}"/>: squared magnitudes of the bins, or magnitudes.</summary>
    /// <param name="z">What the transform left.</param>
    /// <param name="power">Overwritten, [Bins, V.Count].</param>
    /// <param name="root">Magnitudes.</param>
    public void Power<V>(float* z, float* power, bool root) where V : unmanaged, ISimd<V>
    {
        fixed (float* split = _split)
        {
            if (_packed) FftRealSplit.Power<V>(_length / 2, split, z, power, root);
            else LanePower.Run<V>(z, Bins, power, root);
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
    public void Filter(Span<float> frame)
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

    private float* Rows(float* z, int lanes) => z + 2 * lanes * (_plan.Room + 1);
}
