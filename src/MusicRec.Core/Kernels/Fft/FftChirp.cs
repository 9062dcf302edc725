using System.Runtime.CompilerServices;

namespace MusicRec.Kernels;

/// <summary>The Fourier transform of any length N as a convolution with a chirp (Bluestein 1970). With c[t] = exp(-i pi t^2 / N) and
/// 2 t k = t^2 + k^2 - (k - t)^2:  X[k] = c[k] sum_t (x[t] c[t]) conj c[k - t],  a circular convolution of M = 2^m >= 2 N - 1 points.
/// Layout as in <see cref="FftLanes"/>, with room for 2 M points.</summary>
internal sealed unsafe class FftChirp
{
    private readonly int _length;
    private readonly float[] _chirp; // c[t], pairs
    private readonly float[] _kernel; // transform of conj c, over M, pairs; one half of it, since it is symmetric

    public FftChirp(int length)
    {
        _length = length;
        Inner = new FftPlan((int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(2 * length - 1)));
        _chirp = new float[2 * length];
        for (int t = 0; t < length; t++)
        {
            var (sin, cos) = Math.SinCos(-Math.PI * ((long)t * t % (2L * length)) / length);
            (_chirp[2 * t], _chirp[2 * t + 1]) = ((float)cos, (float)sin);
        }
        _kernel = Kernel();
    }

    /// <summary>The plan of the M points.</summary>
    public FftPlan Inner { get; }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Run<V>(float* re, float* im) where V : unmanaged, ISimd<V>
    {
        nint point = 2 * V.Count, other = point * Inner.Length;
        fixed (float* chirp = _chirp, kernel = _kernel)
        fixed (int* slots = Inner.Slots)
        {
            for (int t = 0; t < _length; t++)
            {
                nint at = slots[t] * point;
                Turn<V>(re + at, im + at, chirp + 2 * t, re + at, im + at);
            }
            for (int t = _length; t < Inner.Length; t++)
            {
                V.Store(re + slots[t] * point, default);
                V.Store(im + slots[t] * point, default);
            }
            FftLanes.Run<V>(Inner, re, im);
            for (int k = 0; k < Inner.Length; k++)
            {
                nint to = other + slots[k] * point;
                Turn<V>(re + k * point, im + k * point, kernel + 2 * Math.Min(k, Inner.Length - k), re + to, im + to);
            }
            FftLanes.Run<V>(Inner, im + other, re + other); // the inverse: real and imaginary parts change places
            for (int k = 0; k < _length; k++) Turn<V>(re + other + k * point, im + other + k * point, chirp + 2 * k, re + k * point, im + k * point);
        }
    }

    /// <summary>to = from times the factor w.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn<V>(float* re, float* im, float* w, float* toRe, float* toIm) where V : unmanaged, ISimd<V>
    {
        V x = V.Load(re), y = V.Load(im), cos = V.Broadcast(w[0]), sin = V.Broadcast(w[1]);
        V.Store(toRe, V.SubtractProduct(y, sin, x * cos));
        V.Store(toIm, V.MultiplyAdd(x, sin, y * cos));
    }

    /// <summary>sum_t conj c[t] exp(-2 pi i t k / M) / M for k in 0 .. M / 2, with c[-t] = c[t].</summary>
    private float[] Kernel()
    {
        int m = Inner.Length;
        var x = new System.Numerics.Complex[m];
        for (int t = 0; t < _length; t++)
        {
            var (sin, cos) = Math.SinCos(Math.PI * ((long)t * t % (2L * _length)) / _length);
            x[t] = x[(m - t) % m] = new(cos, sin);
        }
        Transform(x);
        var kernel = new float[m + 2];
        for (int k = 0; k <= m / 2; k++) (kernel[2 * k], kernel[2 * k + 1]) = ((float)(x[k].Real / m), (float)(x[k].Imaginary / m));
        return kernel;
    }

    /// <summary>In double, of a power of two, in place: digits reversed, then radix 2.</summary>
    private static void Transform(Span<System.Numerics.Complex> x)
    {
        for (int i = 0, j = 0; i < x.Length; i++)
        {
            if (i < j) (x[i], x[j]) = (x[j], x[i]);
            int bit = x.Length >> 1;
            for (; (j & bit) != 0; bit >>= 1) j ^= bit;
            j |= bit;
        }
        for (int span = 1; span < x.Length; span *= 2)
        {
            for (int j = 0; j < span; j++)
            {
                var (sin, cos) = Math.SinCos(-Math.PI * j / span);
                System.Numerics.Complex w = new(cos, sin);
                for (int b = j; b < x.Length; b += 2 * span) (x[b], x[b + span]) = (x[b] + w * x[b + span], x[b] - w * x[b + span]);
            }
        }
    }
}
