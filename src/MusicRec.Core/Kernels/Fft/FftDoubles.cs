using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MusicRec.Kernels;

/// <summary>Four complex Fourier transforms in double side by side, for what reads the smallest values of a spectrum:
/// X[k] = sum_t x[t] exp(-2 pi i t k / N). Powers of two by radix 2; other lengths as a convolution with a chirp (see <see cref="FftChirp"/>).
/// Immutable; a transform's bits do not depend on its neighbours.</summary>
internal sealed unsafe class FftDoubles
{
    private readonly int _length, _inner; // points of the transform, and of the power of two that does it
    private readonly double[] _turns; // cos and sin of -2 pi k / inner, k below inner / 2
    private readonly double[] _chirp = [], _kernel = []; // pairs

    public FftDoubles(int length)
    {
        bool power = int.IsPow2(length);
        (_length, _inner) = (length, power ? length : (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(2 * length - 1)));
        _turns = new double[_inner];
        for (int k = 0; k < _inner / 2; k++) (_turns[2 * k + 1], _turns[2 * k]) = Math.SinCos(-2 * Math.PI * k / _inner);
        if (power) return;
        _chirp = new double[2 * length];
        for (int t = 0; t < length; t++)
            (_chirp[2 * t + 1], _chirp[2 * t]) = Math.SinCos(-Math.PI * ((long)t * t % (2L * length)) / length);
        var x = new Vector256<double>[2 * _inner];
        for (int t = 0; t < length; t++)
            foreach (int at in (int[])[t, (_inner - t) % _inner])
                (x[at], x[_inner + at]) = (Vector256.Create(_chirp[2 * t] / _inner), Vector256.Create(-_chirp[2 * t + 1] / _inner));
        _kernel = new double[2 * _inner];
        fixed (Vector256<double>* re = x)
        {
            PowerOfTwo(re, re + _inner);
            for (int k = 0; k < _inner; k++) (_kernel[2 * k], _kernel[2 * k + 1]) = (re[k][0], re[_inner + k][0]);
        }
    }

    /// <summary>Points that the working memory must have room for.</summary>
    public int Room => _inner;

    /// <summary>Transforms in place; what lies behind the length is overwritten.</summary>
    public void Run(Vector256<double>* re, Vector256<double>* im)
    {
        if (_chirp.Length > 0) Convolve(re, im);
        else PowerOfTwo(re, im);
    }

    private void Convolve(Vector256<double>* re, Vector256<double>* im)
    {
        Turn(_chirp, _length, re, im);
        new Span<Vector256<double>>(re + _length, _inner - _length).Clear();
        new Span<Vector256<double>>(im + _length, _inner - _length).Clear();
        PowerOfTwo(re, im);
        Turn(_kernel, _inner, re, im);
        PowerOfTwo(im, re); // the inverse: real and imaginary parts change places
        Turn(_chirp, _length, re, im);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Turn(double[] factors, int count, Vector256<double>* re, Vector256<double>* im)
    {
        for (int t = 0; t < count; t++)
        {
            Vector256<double> x = re[t], y = im[t], cos = Vector256.Create(factors[2 * t]), sin = Vector256.Create(factors[2 * t + 1]);
            (re[t], im[t]) = (x * cos - y * sin, x * sin + y * cos);
        }
    }

    /// <summary>Bits of the index reversed, then butterflies.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void PowerOfTwo(Vector256<double>* re, Vector256<double>* im)
    {
        int n = _inner;
        for (int i = 1, j = 0; i < n; i++)
        {
            int bit = n >> 1;
            for (; (j & bit) != 0; bit >>= 1) j ^= bit;
            j ^= bit;
            if (i < j) (re[i], re[j], im[i], im[j]) = (re[j], re[i], im[j], im[i]);
        }
        fixed (double* turns = _turns)
        {
            for (int half = 1, step = n; half < n; half *= 2, step /= 2)
            {
                for (int first = 0; first < n; first += 2 * half)
                {
                    double* turn = turns;
                    for (int a = first, b = first + half; a < first + half; a++, b++, turn += step)
                    {
                        Vector256<double> cos = Vector256.Create(turn[0]), sin = Vector256.Create(turn[1]), x = re[b], y = im[b];
                        Vector256<double> oddRe = x * cos - y * sin, oddIm = x * sin + y * cos, evenRe = re[a], evenIm = im[a];
                        (re[a], im[a]) = (evenRe + oddRe, evenIm + oddIm);
                        (re[b], im[b]) = (evenRe - oddRe, evenIm - oddIm);
                    }
                }
            }
        }
    }
}
