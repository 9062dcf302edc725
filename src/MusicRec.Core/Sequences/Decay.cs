namespace MusicRec.Sequences;

/// <summary>How weight falls with distance in a sequence.
/// d is the distance in events, from 1; p the position in a session of n events, from 1.</summary>
public enum Decay
{
    /// <summary>No decay: 1.</summary>
    None = 0,

    /// <summary>Over a distance max(0, 1 - 0.1 d); at a position max(0, 1 - 0.1 (n - p)).</summary>
    Linear = 1,

    /// <summary>Over a distance 1 / d; at a position p / n. "div" in the literature.</summary>
    Reciprocal = 2,

    /// <summary>Over a distance 1 / log10(d + 1.7); at a position 1 / log10(n - p + 1.7).</summary>
    Logarithmic = 3,

    /// <summary>Over a distance 1 / d^2; at a position (p / n)^2.</summary>
    Quadratic = 4,
}

/// <summary>The formulas of <see cref="Decay"/>.</summary>
internal static class Decays
{
    public static double OverDistance(Decay decay, int d) => decay switch
    {
        Decay.None => 1,
        Decay.Linear => Math.Max(0, 1 - 0.1 * d),
        Decay.Reciprocal => 1.0 / d,
        Decay.Logarithmic => 1 / Math.Log10(d + 1.7),
        _ => 1.0 / ((double)d * d),
    };

    public static double AtPosition(Decay decay, int p, int n) => decay switch
    {
        Decay.None => 1,
        Decay.Linear => Math.Max(0, 1 - 0.1 * (n - p)),
        Decay.Reciprocal => (double)p / n,
        Decay.Logarithmic => 1 / Math.Log10(n - p + 1.7),
        _ => (double)p / n * ((double)p / n),
    };
}
