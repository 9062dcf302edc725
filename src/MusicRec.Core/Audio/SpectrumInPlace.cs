using System.Numerics;

namespace MusicRec.Audio;

/// <summary>Fourier transform in double for tables that a plan computes once; length a power of two.</summary>
internal static class SpectrumInPlace
{
    /// <summary>x[k] = sum_t x[t] exp(-2 pi i k t / n), by halves: even samples, odd samples, then butterflies.</summary>
    public static void Transform(Span<Complex> x)
    {
        int n = x.Length;
        for (int i = 1, j = 0; i < n; i++) // bit-reversed order
        {
            int bit = n >> 1;
            for (; (j & bit) != 0; bit >>= 1) j ^= bit;
            j ^= bit;
            if (i < j) (x[i], x[j]) = (x[j], x[i]);
        }
        for (int half = 1; half < n; half *= 2)
        {
            for (int k = 0; k < half; k++)
            {
                var turn = Complex.FromPolarCoordinates(1, -Math.PI * k / half);
                for (int a = k; a < n; a += 2 * half)
                {
                    var odd = turn * x[a + half];
                    (x[a], x[a + half]) = (x[a] + odd, x[a] - odd);
                }
            }
        }
    }
}
