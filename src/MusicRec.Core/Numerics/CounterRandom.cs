namespace MusicRec.Numerics;

/// <summary>Random numbers by counter: number <c>index</c> of stream <c>stream</c> under <c>seed</c> is a pure function of the three,
/// so any thread may draw any number in any order and the result is the same.
/// Two rounds of the splitmix64 finaliser (Steele, Lea, Flood 2014) over the mixed key.</summary>
/// <param name="Seed">Chosen by the user.</param>
/// <param name="Stream">One purpose, one stream: users' factors, negatives, a split.</param>
internal readonly record struct CounterRandom(ulong Seed, ulong Stream)
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private readonly ulong _key = Mix(Mix(Seed + Golden) ^ (Stream * 0xD1B54A32D192ED03 + Golden));

    /// <summary>64 random bits.</summary>
    public ulong Bits(ulong index) => Mix(_key + Golden * (index + 1));

    /// <summary>Uniform in the open interval (0, 1).</summary>
    public double Uniform(ulong index) => ((Bits(index) >> 11) + 0.5) * (1.0 / (1UL << 53));

    /// <summary>Uniform whole number in [0, bound), by multiply-shift; the bias is below bound / 2^64.</summary>
    public int Below(ulong index, int bound) => (int)Math.BigMul(Bits(index), (ulong)bound, out _);

    /// <summary>Standard normal by Box-Muller; uses the bits of counters 2 index and 2 index + 1.</summary>
    public double Normal(ulong index)
    {
        double radius = Math.Sqrt(-2 * Math.Log(Uniform(2 * index)));
        return radius * Math.Cos(2 * Math.PI * Uniform(2 * index + 1));
    }

    /// <summary>Fisher-Yates, drawing counters 0 .. values.Length - 1.</summary>
    public void Shuffle<T>(Span<T> values)
    {
        for (int i = values.Length - 1; i > 0; i--)
        {
            int j = Below((ulong)i, i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }

    /// <summary>The splitmix64 finaliser: a bijection of 64 bits.</summary>
    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
