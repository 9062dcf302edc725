namespace MusicRec.Kernels;

/// <summary>Tables of a complex Fourier transform of length N = r_1 r_2 ... r_m, by decimation in time (Cooley, Tukey 1965):
/// pass s joins r_s transforms of length L = r_1 .. r_(s-1) into one of length L r_s, in place.
/// Where N has a prime factor above <see cref="MaxPrime"/>, the transform is a convolution instead: see <see cref="FftChirp"/>. Immutable.</summary>
internal sealed class FftPlan
{
    /// <summary>The largest prime factor that has passes of its own.</summary>
    public const int MaxPrime = 31;

    public FftPlan(int length)
    {
        Length = length;
        if (!HasSmallFactors(length))
        {
            Chirp = new FftChirp(length);
            (Passes, Twiddles, Slots) = ([], [], Chirp.Inner.Slots);
            return;
        }
        int[] radices = Radices(length);
        Passes = new FftPass[radices.Length];
        var twiddles = new List<float>();
        int span = 1;
        for (int s = 0; s < radices.Length; span *= radices[s++])
        {
            Passes[s] = new(radices[s], span, twiddles.Count);
            AddTwiddles(twiddles, radices[s], span);
        }
        Twiddles = [.. twiddles];
        Slots = new int[length];
        for (int i = 0; i < length; i++) Slots[i] = Slot(i, radices);
    }

    /// <summary>Points.</summary>
    public int Length { get; }

    /// <summary>Points that the working memory must have room for.</summary>
    public int Room => Chirp is null ? Length : 2 * Chirp.Inner.Length;

    /// <summary>The transform as a convolution, for lengths with a large prime factor; else null, and the passes do it.</summary>
    public FftChirp? Chirp { get; }

    /// <summary>The passes, in the order they run.</summary>
    public FftPass[] Passes { get; }

    /// <summary>Pass after pass: for j in 0 .. L - 1, for q in 1 .. r - 1: cos and sin of -2 pi j q / (L r).</summary>
    public float[] Twiddles { get; }

    /// <summary>Where input point i must stand beforehand: its digits reversed.</summary>
    public int[] Slots { get; }

    private static bool HasSmallFactors(int length)
    {
        for (int p = 2; p <= MaxPrime; p++)
            while (length % p == 0) length /= p;
        return length == 1;
    }

    /// <summary>The fewest passes over the powers of two: fours first, then eights, a single two; odd primes last.</summary>
    private static int[] Radices(int length)
    {
        int twos = System.Numerics.BitOperations.TrailingZeroCount(length), fours = twos switch { 2 => 1, > 3 => (3 - twos % 3) % 3, _ => 0 };
        var radices = new List<int>(Enumerable.Repeat(4, fours));
        radices.AddRange(Enumerable.Repeat(8, (twos - 2 * fours) / 3));
        if (twos == 1) radices.Add(2);
        length >>= twos;
        for (int p = 3; p <= MaxPrime; p += 2)
        {
            for (; length % p == 0; length /= p) radices.Add(p);
        }
        return [.. radices];
    }

    private static void AddTwiddles(List<float> twiddles, int radix, int span)
    {
        for (int j = 0; j < span; j++)
        {
            for (int q = 1; q < radix; q++)
            {
                var (sin, cos) = Math.SinCos(-2 * Math.PI * ((long)j * q) / ((double)span * radix));
                twiddles.Add((float)cos);
                twiddles.Add((float)sin);
            }
        }
    }

    /// <summary>slot(i) over r_1 .. r_m = (i mod r_m) (N / r_m) + slot(i / r_m) over r_1 .. r_(m-1).</summary>
    private int Slot(int i, int[] radices)
    {
        int slot = 0, block = Length;
        for (int s = radices.Length - 1; s >= 0; s--)
        {
            block /= radices[s];
            slot += i % radices[s] * block;
            i /= radices[s];
        }
        return slot;
    }
}

/// <summary>One pass: joins Radix transforms of length Span; its twiddles begin at TwiddleOffset.</summary>
internal readonly record struct FftPass(int Radix, int Span, int TwiddleOffset)
{
    /// <summary>Points of a transform that it makes.</summary>
    public int End => Radix * Span;
}
